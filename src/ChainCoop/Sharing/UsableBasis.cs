using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;

namespace ChainCoop.Sharing;

/// <summary>A legal basis on which an organisation may give data of a person from a record at this moment, whichever kind it is.</summary>
/// <param name="HoldsStill">That nobody withdraws it before the commit.</param>
public sealed record UsableBasis(LegalBasisId Id, LegalBasisKind Kind, Premise HoldsStill)
{
    /// <summary>Null when there is no such basis of the record, it is of another organisation or person, or it does not hold now for the purpose.</summary>
    public static async Task<UsableBasis?> FindAsync(
        LegalBasisId id, RecordId record, SubjectId person, Purpose purpose, Oin sharer, DateTimeOffset now, IDocumentStore store, CancellationToken token)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<LegalBasis>(id, token) is { } basis && basis.Record == record && basis.Carries(basis.Basis, sharer, person, purpose, now, now)
            ? new UsableBasis(basis.Id, basis.Basis, new Premise(id.Value, basis.Version, Problems.ChangedMeanwhile))
            : null;
    }
}
