using ChainCoop.Norms;
using ChainCoop.Prevention;
using ChainCoop.Shared;
using ChainCoop.Signals.Origins;

namespace ChainCoop.Tests.Storage;

internal static partial class EventExamples
{
    private static IReadOnlyList<object> OfPrevention =>
    [
        new PreventionActivityPlanned(
            new(Id(51)), Nijmegen, Municipality, new("lesson"), new("schools"), new("youth-12-24"), new("school"), new(2026, 3, 2), new(2026, 3, 6), [Police], 1500,
            new ActivityFollowUp("individual-support"), By, At),
        new PreventionActivityHeld(new(Id(51)), Nijmegen, new("youth-12-24"), new(2026, 3, 6), 120, new("effective"), By, At),
        new PreventionActivityCancelled(new(Id(51)), new("too-few-participants"), By, At),
        new TrainingHeld(new(Id(52)), Nijmegen, Municipality, new("front-desk"), new(2026, 3, 6), 14, true, By, At),
        new TrainingTargetSet(new(Id(53)), Nijmegen, Municipality, new("front-desk"), 2026, 40, By, At),
        new EvidenceRecorded(
            new(Id(54)), Nijmegen, Municipality, new("b1-1"), new("policy-decision"), new("ZAAK-2026-000123"), new("council"), new(2026, 1, 29), new(2030, 1, 1), new(2028, 1, 1), By, At),
        new EvidenceWithdrawn(new(Id(54)), new("replaced"), By, At),
        new SignalOriginRecorded(Signal, new PreventionActivityId(Id(51)), new InspectionKind("joint-inspection"), By, At),
    ];
}
