using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Sharing;

/// <summary>On what the caller's organisation may share from one record.</summary>
/// <param name="Kind">Not consent, which has terms of its own: see <c>consents</c> of a victim track.</param>
/// <param name="Note">The evidence: where it can be read.</param>
/// <param name="From">First day.</param>
/// <param name="Until">First day after it; absent: until it is withdrawn.</param>
public sealed record RecordLegalBasis(
    LegalBasisKind Kind,
    DateOnly From,
    DateOnly? Until = null,
    [property: MinLength(1), MaxLength(10_000)] string? Note = null,
    SignalId? SignalId = null,
    CaseId? CaseId = null,
    VictimTrackId? VictimTrackId = null,
    SecurityTrackId? SecurityTrackId = null) : IChecked
{
    internal (ResourceKind Kind, RecordId Id)? Record => NamedRecord.Of(SignalId, CaseId, VictimTrackId, SecurityTrackId);

    public void Check(Faults faults)
    {
        NamedRecord.Check(faults, SignalId, CaseId, VictimTrackId, SecurityTrackId);
        LegalBases.Check(faults, Kind, From, Until);
    }
}

public sealed record LegalBasisStanding(LegalBasisId Id, LegalBasisStatus Status);

public static class RecordLegalBasisEndpoint
{
    public static readonly AccessRule Rule =
        AccessRule.Of("legal-basis.record", ResourceKind.LegalBasis, Room.General, [], SharingAccess.Everybody, SharingAccess.Purposes);

    /// <summary>Records a legal basis for sharing from a signal, case or track.</summary>
    [WolverinePost("/legal-bases"), Scope("sharing.write"), Idempotent(Required = true)]
    [ProducesResponseType<LegalBasisStanding>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(RecordLegalBasis command, Gate gate, IDocumentStore store, NpgsqlDataSource source, CancellationToken token)
    {
        var (kind, id) = command.Record!.Value;
        var share = SharingAccess.ShareFrom(kind);
        return gate.Create<LegalBasisStanding>(Rule, async entry =>
        {
            var matter = await SharedMatter.FindAsync(share, id, entry, store, source, token);
            if (SharedMatter.Refuses(matter) is { } refusal) return refusal;
            var (purpose, retention) = RecordContents.TermsOf(kind);
            var note = await entry.SealNote(command.Note, purpose, retention, LegalBases.Recorded, id);
            var basis = LegalBasisId.New();
            return LegalBases.Start(
                new(basis, kind, id, null, command.Kind, [], null, note, command.From, command.Until, RecordContents.RoomOf(kind), matter!.Municipality, entry.By, entry.Now)) with
            {
                Location = $"/legal-bases/{basis}",
            };
        });
    }
}

/// <summary>How a basis begins, wherever it is recorded.</summary>
public static class LegalBases
{
    /// <summary>Alias of the event, for what is sealed with it.</summary>
    public const string Recorded = "legal_basis_recorded";

    public static void Check(Faults faults, LegalBasisKind kind, DateOnly from, DateOnly? until)
    {
        faults.Require(faults.Has("/kind") || kind != LegalBasisKind.Consent, "/kind", "A consent has a scope and a signer: POST it to the consents of the victim track.");
        Terms.Check(faults, from, until);
    }

    public static Decision Start(LegalBasisRecorded recorded) => new()
    {
        Starts = [new NewStream(typeof(LegalBasis), recorded.LegalBasisId.Value, [recorded])],
        Answer = new LegalBasisStanding(recorded.LegalBasisId, LegalBasisStatus.InForce),
        Subjects = recorded.Subject is { } subject ? [subject] : [],
    };
}
