using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Organisations;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Audit.Unmaskings;

/// <param name="Pseudonym">Of an officer in a record that the auditor may read.</param>
/// <param name="Note">Why, for the privacy officer who decides.</param>
public sealed record ProposeUnmasking(Pseudonym Pseudonym, UnmaskingReason Reason, [property: MinLength(1), MaxLength(10_000)] string? Note = null);

public static class ProposeUnmaskingEndpoint
{
    /// <summary>Proposes to be told who an officer is, by an auditor. A privacy officer of the same organisation decides.</summary>
    [WolverinePost("/audit/unmaskings"), Scope("audit.write"), Idempotent(Required = true)]
    [ProducesResponseType<UnmaskingStanding>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(ProposeUnmasking command, Gate gate, Pseudonyms pseudonyms, NpgsqlDataSource source, CancellationToken token) =>
        gate.Create<UnmaskingStanding>(UnmaskingRules.Propose, async entry =>
        {
            var within = AuditRules.Within(entry.By.Organisation, entry.Mandated);
            if (await OfficerOf(command.Pseudonym, within, pseudonyms, source, token) is not { } officer)
                return Problems.InvalidInput([new Fault("/pseudonym", "No officer in the records that you may read has this pseudonym.")]);
            var note = await entry.SealNote(command.Note, UnmaskingRules.Purpose, UnmaskingRules.Retention, "unmasking_proposed");
            return Decide(UnmaskingId.New(), command, officer, MunicipalityOf(entry), note, entry.By, entry.Now);
        });

    public static Decision Decide(
        UnmaskingId id, ProposeUnmasking command, ActorRef officer, MunicipalityCode municipality, PayloadRef? note, ActorRef by, DateTimeOffset now) => new()
        {
            Starts = [new NewStream(typeof(Unmasking), id.Value, [new UnmaskingProposed(id, officer, municipality, command.Reason, note, by, now)])],
            Answer = new UnmaskingStanding(id, UnmaskingStatus.Proposed),
            Location = $"/audit/unmaskings/{id}",
        };

    /// <summary>The auditor's own municipality, where he is mandated for it; a partner has none.</summary>
    private static MunicipalityCode MunicipalityOf(Entry entry) =>
        OrganisationRegister.Current.Find(entry.By.Organisation)?.Municipality is { } own && entry.Mandated.Contains(own)
            ? own
            : entry.Mandated.MinBy(municipality => municipality.Value, StringComparer.Ordinal);

    /// <summary>A hash cannot be turned back: everybody who is in the log is tried, one look at its index each.</summary>
    /// <param name="within">Only officers of this organisation; null: of all.</param>
    private static async Task<ActorRef?> OfficerOf(Pseudonym pseudonym, Oin? within, Pseudonyms pseudonyms, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            with recursive seen as (
                (select organisation, officer from access.log
                 where organisation >= coalesce($1, '') and officer is not null order by organisation, officer limit 1)
                union all
                select next.organisation, next.officer from seen cross join lateral (
                    select l.organisation, l.officer from access.log l
                    where (l.organisation, l.officer) > (seen.organisation, seen.officer) order by l.organisation, l.officer limit 1) next
                where $1 is null or seen.organisation = $1
            )
            select organisation, officer from seen where $1 is null or organisation = $1
            """);
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = within?.Value });
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            var officer = new ActorRef(new Oin(reader.GetString(0)), new OfficerId(reader.GetString(1)));
            if (pseudonyms.Of(officer) == pseudonym) return officer;
        }

        return null;
    }
}
