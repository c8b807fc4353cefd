using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Sharing;

/// <summary>Proposes an agreement to share (convenant).</summary>
/// <param name="Parties">The caller's organisation among them.</param>
/// <param name="Purposes">For which they may share.</param>
/// <param name="From">First day.</param>
/// <param name="Until">First day after it; absent: until a party ends it.</param>
/// <param name="Note">What was agreed, and where it can be read.</param>
public sealed record MakeAgreement(
    [property: MinLength(2), MaxLength(100)] IReadOnlyList<Oin> Parties,
    [property: MinLength(1), MaxLength(20)] IReadOnlyList<Purpose> Purposes,
    DateOnly From,
    DateOnly? Until = null,
    [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require((Parties ?? []).Distinct().Count() == (Parties ?? []).Count, "/parties", "Each party may be given once.");
        faults.Require((Purposes ?? []).Distinct().Count() == (Purposes ?? []).Count, "/purposes", "Each purpose may be given once.");
        Terms.Check(faults, From, Until);
    }
}

public sealed record AgreementStanding(AgreementId Id, AgreementStatus Status);

public static class MakeAgreementEndpoint
{
    public static readonly AccessRule Rule =
        AccessRule.Of("agreement.make", ResourceKind.Agreement, Room.General, [], AgreementAccess.Signers, SharingAccess.Purposes);

    /// <summary>Proposes an agreement; who does so accepts it. It holds when every other party has accepted it, too.</summary>
    [WolverinePost("/agreements"), Scope("sharing.write"), Idempotent(Required = true)]
    [ProducesResponseType<AgreementStanding>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(MakeAgreement command, Gate gate) =>
        gate.Create<AgreementStanding>(Rule, async entry =>
        {
            var note = await entry.SealNote(command.Note, AgreementAccess.Purpose, AgreementAccess.Retention, "agreement_made");
            return Decide(AgreementId.New(), command, entry.Mandated[0], note, entry.By, entry.Now);
        });

    public static Decision Decide(AgreementId id, MakeAgreement command, MunicipalityCode municipality, PayloadRef? note, ActorRef by, DateTimeOffset now) =>
        !command.Parties.Contains(by.Organisation)
            ? Problems.InvalidInput([new Fault("/parties", "Your own organisation has to be a party.")])
            : new Decision
            {
                Starts = [new NewStream(typeof(Agreement), id.Value, [new AgreementMade(id, command.Parties, command.Purposes, command.From, command.Until, note, municipality, by, now)])],
                Answer = new AgreementStanding(id, AgreementStatus.Proposed),
                Location = $"/agreements/{id}",
            };
}

/// <summary>Who speaks for an organisation in an agreement: its chain director, or whoever acts for a partner.</summary>
internal static class AgreementAccess
{
    public static readonly Role[] Signers = [Role.ChainDirector, Role.Partner];

    /// <summary>It is no case, and the district keeps it as long as the file of one.</summary>
    public static readonly Purpose Purpose = new("casework");
    public static readonly RetentionClass Retention = new("case-file");
}
