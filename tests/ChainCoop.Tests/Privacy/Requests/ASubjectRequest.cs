using ChainCoop.Privacy.Requests;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Privacy.Requests;

/// <summary>A request for access that Nijmegen took, which Nijmegen and Tiel have to decide about.</summary>
internal static class ASubjectRequest
{
    public static readonly SubjectRequestId Id = SubjectRequestId.New();
    public static readonly SubjectId Person = SubjectId.New();
    public static readonly MunicipalityCode Nijmegen = new("0268");
    public static readonly MunicipalityCode Tiel = new("0281");
    public static readonly ActorRef ByNijmegen = new(new("00000099000000268000"), new("privacy-officer-1"));
    public static readonly ActorRef ByTiel = new(new("00000099000000281000"), new("privacy-officer-2"));

    /// <summary>A Monday; the first term ends on 2 April.</summary>
    public static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static readonly SubjectRequestReceived Received = new(
        Id, Nijmegen, ByNijmegen.Organisation, SubjectRequestKind.Access, SubjectRequestRegime.Avg, new(2026, 3, 2), new(2026, 4, 2), Person, Payload(), Payload(),
        [new(Nijmegen, ByNijmegen.Organisation), new(Tiel, ByTiel.Organisation)], ByNijmegen, Monday);

    public static readonly SubjectRequestPartDecided NijmegenDecided = new(Id, Nijmegen, ByNijmegen.Organisation, [new(ItemDecision.Granted, null, Payload())], ByNijmegen, Monday);
    public static readonly SubjectRequestPartDecided TielDecided = new(Id, Tiel, ByTiel.Organisation, [], ByTiel, Monday);
    public static readonly SubjectRequestAnswered Answered = new(Id, ByTiel, Monday);

    public static ReceiveSubjectRequest Request(SubjectRequestRegime regime = SubjectRequestRegime.Avg, IReadOnlyList<MunicipalityCode>? asks = null) =>
        new(Nijmegen, SubjectRequestKind.Access, regime, new(2026, 3, 2), new Identifiers("Voorbeeld"), "By letter", asks);

    public static DecideRequestPart Part(MunicipalityCode municipality, params ItemDecision[] decisions) => new(
        municipality,
        [.. decisions.Select(decision => new DecidedItem(new(SourceKind.Signal, Guid.NewGuid()), SubjectId.New(), decision, decision == ItemDecision.Refused ? new("rights-of-others") : null))]);

    public static PayloadRef Payload() => new(PayloadId.New(), new(new string('0', 64)));
}
