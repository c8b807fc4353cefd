using ChainCoop.Privacy;
using Npgsql;
using Weasel.Core;
using Weasel.Core.Migrations;

namespace ChainCoop.Platform;

/// <summary>What must hold of the databases before the program serves; otherwise it says in one line what to do.</summary>
internal static class StartChecks
{
    public static async Task AssertDatabasesAsync(this WebApplication app)
    {
        var main = app.Services.GetRequiredService<NpgsqlDataSource>();
        var keys = app.Services.GetRequiredService<KeyDataSource>().DataSource;
        try
        {
            await AssertUtcAsync(main, "ChainCoop");
            await AssertUtcAsync(keys, "ChainCoopKeys");
            // In Development the schema is brought up to date at start.
            if (!app.Environment.IsDevelopment()) await AssertSchemaAsync(app.Services, keys);
        }
        catch (NpgsqlException failure)
        {
            throw new CannotStartException($"The databases cannot be used ({failure.SqlState ?? failure.InnerException?.GetType().Name ?? failure.GetType().Name}); see ConnectionStrings__ChainCoop and ConnectionStrings__ChainCoopKeys.", failure);
        }
    }

    /// <summary>In a session of another zone Marten's quick append stores every event but the first of a stream with a wrong time.</summary>
    internal static async Task AssertUtcAsync(NpgsqlDataSource source, string name)
    {
        if (await AskAsync(source, "select current_setting('TimeZone')") is not ("UTC" or "Etc/UTC"))
            throw new CannotStartException($"Sessions of the database {name} are not in UTC: alter database … set timezone = 'UTC', and see that no pooler drops the setting.");
    }

    internal static async Task AssertSchemaAsync(IServiceProvider services, NpgsqlDataSource keys)
    {
        if (await AskAsync(keys, "select to_regclass('data_keys')::text") is null)
            throw new CannotStartException("The database ChainCoopKeys has no table data_keys: create it as docs/operations.md says.");

        foreach (var source in services.GetServices<IDatabaseSource>())
        {
            foreach (var database in await source.BuildDatabases())
            {
                var migration = await database.CreateMigrationAsync(CancellationToken.None);
                var missing = migration.Deltas.Where(delta => delta.Difference != SchemaPatchDifference.None && delta.SchemaObject is not SqlObject { CanWait: true }).ToList();
                if (missing.Count > 0)
                {
                    throw new CannotStartException(
                        $"The schema of the database ChainCoop is not of this version ({missing.Count} differences, first {missing[0].SchemaObject.Identifier.QualifiedName}): run db-apply.");
                }
            }
        }
    }

    private static async Task<string?> AskAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync() as string;
    }
}
