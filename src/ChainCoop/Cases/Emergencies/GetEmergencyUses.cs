using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Cases.Emergencies;

/// <param name="Room">That was opened.</param>
/// <param name="By">Who opened it, for his organisation.</param>
/// <param name="Until">When it ends, or ended.</param>
/// <param name="ReviewBy">By then somebody has to have looked at it.</param>
/// <param name="Overdue">That passed, and nobody did.</param>
/// <param name="Review">Absent while it has to be reviewed.</param>
public sealed record EmergencyUseView(
    EmergencyUseId Id, Room Room, ActorRef By, EmergencyReason Reason, string Note, DateTimeOffset BegunAt, DateTimeOffset Until, bool Over,
    DateTimeOffset ReviewBy, bool Overdue, EmergencyReviewView? Review)
{
    internal static EmergencyUseView Of(EmergencyUse use, Opened opened, DateTimeOffset now) => new(
        use.Id, use.Room, use.By, use.Reason, opened.Text(use.Note), use.BegunAt, use.EndedAt ?? use.Until, use.IsOver(now), use.ReviewBy, use.IsOverdue(now),
        use.Review is { } review ? new EmergencyReviewView(review.Conclusion, opened.Text(review.Note), review.By, review.At) : null);

    internal static IEnumerable<PayloadRef> NotesOf(EmergencyUse use) => use.Review is { } review ? [use.Note, review.Note] : [use.Note];
}

public sealed record EmergencyReviewView(EmergencyConclusion Conclusion, string Note, ActorRef By, DateTimeOffset At);

public static class GetEmergencyUseEndpoint
{
    /// <summary>Reads one use of emergency access: what the entry in the feed is about.</summary>
    [WolverineGet("/emergency-uses/{emergencyUseId}"), Scope("cases.read"), RequiresPurpose, ShowsPast]
    [ProducesResponseType<EmergencyUseView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(EmergencyUseId emergencyUseId, Gate gate, Vault vault, CancellationToken token) =>
        gate.Show<EmergencyUse>(
            emergencyUseId.Value,
            EmergencyRules.Read,
            async (use, _) => new Shown(EmergencyUseView.Of(use, await vault.OpenAsync([.. EmergencyUseView.NotesOf(use)], token), gate.Now)),
            use => use.Version);
}

public static class ListEmergencyUsesEndpoint
{
    /// <summary>Lists all uses of emergency access to the rooms of a case, all on one page, the latest first. For who reviews them.</summary>
    [WolverineGet("/cases/{caseId}/emergency-access"), Scope("cases.read"), RequiresPurpose]
    [ProducesResponseType<Page<EmergencyUseView>>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(
        CaseId caseId, HttpContext http, Gate gate, IDocumentStore store, NpgsqlDataSource source, Vault vault, TimeProvider clock, CancellationToken token) =>
        gate.Show<Case>(
            caseId.Value,
            EmergencyRules.List,
            async (current, _) =>
            {
                // Another organisation may lead the general room, too; the municipality alone reviews.
                if (Organisations.OrganisationRegister.Current.Find(current.Municipality)?.Oin != http.Actor().Organisation) return Shown.Refused(Problems.Forbidden);
                await using var session = store.QuerySession();
                List<EmergencyUse> uses = [];
                foreach (var id in await IdsAsync(current, source, token)) uses.Add((await session.LoadAsync<EmergencyUse>(id, token))!);
                var opened = await vault.OpenAsync([.. uses.SelectMany(EmergencyUseView.NotesOf)], token);
                return new Shown(new Page<EmergencyUseView>([.. uses.OrderByDescending(use => use.BegunAt).Select(use => EmergencyUseView.Of(use, opened, clock.GetUtcNow()))]))
                {
                    HidesSteps = true,
                };
            },
            current => current.Version);

    private static async Task<IReadOnlyList<EmergencyUseId>> IdsAsync(Case current, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand("select id from chaincoop.mt_doc_emergencyuse where data ->> 'record' = any($1)");
        command.Parameters.Add(new() { Value = new[] { current.Id.ToString(), current.VictimTrack?.ToString(), current.SecurityTrack?.ToString() }.OfType<string>().ToArray() });
        List<EmergencyUseId> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) found.Add(EmergencyUseId.From(reader.GetGuid(0)));
        return found;
    }
}
