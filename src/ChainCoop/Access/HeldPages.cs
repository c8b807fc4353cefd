using System.Text.Json;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Access;

/// <summary>Lists of what the caller's organisation holds of one kind and is no record of a person, the newest first.</summary>
internal static class HeldPages
{
    private static readonly Cursor Newest = new(DateTimeOffset.MaxValue, Guid.Empty);

    /// <summary>One page of one kind: along the grants of the organisation by their index.</summary>
    public static readonly string Activities = PageOf("chaincoop.mt_doc_preventionactivity", "prevention-activity");
    public static readonly string Trainings = PageOf("chaincoop.mt_doc_training", "training");
    public static readonly string Targets = PageOf("chaincoop.mt_doc_trainingtarget", "training-target");
    public static readonly string Evidence = PageOf("chaincoop.mt_doc_evidence", "evidence");

    /// <param name="page">One of the texts above.</param>
    /// <param name="municipality">Only of this one.</param>
    public static Task<IResult> AnswerAsync<TState, TView>(
        AccessRule rule, string page, MunicipalityCode? municipality, string? cursor, int limit, Func<TState, TView> view, Gate gate, Secrets secrets, NpgsqlDataSource source,
        Func<Scope, Problem?>? refuses = null, Matter? about = null)
    {
        var list = $"{rule.Name}: {municipality}";
        var start = Newest;
        if (cursor is { } given && !Cursor.TryRead(given, list, secrets, out start))
            return Task.FromResult(Problems.InvalidInput([new Fault("query:cursor", Cursor.Fault)]).ToResult());
        return gate.Ask(rule, async scope =>
        {
            if (refuses?.Invoke(scope) is { } refusal) return Shown.Refused(refusal);
            var found = await ReadAsync<TState>(page, municipality, start, limit + 1, scope, source);
            var shown = found.Take(limit).ToList();
            return new Shown(new Page<TView>([.. shown.Select(item => view(item.State))], found.Count > limit ? shown[^1].At.Write(list, secrets) : null));
        }, about);
    }

    private static async Task<IReadOnlyList<(TState State, Cursor At)>> ReadAsync<TState>(
        string page, MunicipalityCode? municipality, Cursor start, int limit, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(page);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(Room.General));
        command.Parameters.AddWithValue("municipalities", scope.Municipalities);
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        command.Parameters.Add(new NpgsqlParameter<string?>("municipality", municipality?.Value));
        command.Parameters.AddWithValue("from", start.At);
        command.Parameters.AddWithValue("resource", start.Id);
        command.Parameters.AddWithValue("limit", limit);
        List<(TState, Cursor)> found = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
            found.Add((JsonSerializer.Deserialize<TState>(reader.GetString(0), Json.Lenient)!, new Cursor(reader.GetFieldValue<DateTimeOffset>(1), reader.GetGuid(2))));
        return found;
    }

    private static string PageOf(string table, string kind) =>
        $"""
        select d.data, g.valid_from, g.resource
        from access.grants g join {table} d on d.id = g.resource
        where g.kind = '{kind}' and {Grants.Each} and (@municipality is null or g.municipality = @municipality)
          and (g.valid_from, g.resource) < (@from, @resource)
        order by g.valid_from desc, g.resource desc limit @limit
        """;
}
