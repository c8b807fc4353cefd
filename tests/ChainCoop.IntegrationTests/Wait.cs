using System.Net;
using System.Text.Json.Nodes;
using Npgsql;

namespace ChainCoop.IntegrationTests;

/// <summary>Waits for a fact, and fails when it does not come in time.</summary>
internal static class Wait
{
    /// <summary>Far more than anything takes on a busy machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <param name="look">Null: not yet.</param>
    public static async Task<T> ForAsync<T>(Func<CancellationToken, Task<T?>> look) where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (true)
        {
            if (await look(limit.Token) is { } found) return found;
            await Task.Delay(Pause, limit.Token);
        }
    }

    /// <param name="sql">A question that is answered with true.</param>
    public static Task ForAsync(NpgsqlDataSource source, string sql) => ForAsync<object>(async token =>
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(token) is true ? sql : null;
    });

    /// <returns>The erasure as this client sees it then.</returns>
    public static Task<JsonNode> ForErasureAsync(HttpClient keeper, string erasure, string status = "carried-out") => ForAsync(async token =>
    {
        var answer = await keeper.GetAsync($"/v1/erasures/{erasure}", token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(token));
        var view = await answer.JsonAsync();
        return (string)view["status"]! == status ? view : null;
    });

    /// <summary>Holds a lock until it is disposed of.</summary>
    public static async Task<NpgsqlConnection> HoldingAsync(NpgsqlDataSource source, string sql)
    {
        var token = TestContext.Current.CancellationToken;
        var connection = await source.OpenConnectionAsync(token);
        await using var command = new NpgsqlCommand($"begin; {sql}", connection);
        await command.ExecuteNonQueryAsync(token);
        return connection;
    }
}
