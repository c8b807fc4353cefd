using ChainCoop.Privacy;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Timeline;
using Npgsql;
using Weasel.Core;
using Weasel.Core.Migrations;

namespace ChainCoop.Platform;

/// <summary>What must hold of the databases before the program serves; otherwise it says in one line what to do.</summary>
internal static class StartChecks
{
    public static async Task AssertDatabasesAsync(this WebApplication app)
    {
        _ = app.Services.GetRequiredService<TimelineKeys>();
        var main = app.Services.GetRequiredService<NpgsqlDataSource>();
        var keys = app.Services.GetRequiredService<KeyDataSource>();
        try
        {
            await AssertUtcAsync(main, "ChainCoop");
            await AssertUtcAsync(keys.DataSource, "ChainCoopKeys");
            // In Development the schema is brought up to date at start.
            if (!app.Environment.IsDevelopment()) await AssertSchemaAsync(app.Services);
            await AssertNothingCameBackAsync(main, keys);
        }
        catch (NpgsqlException failure)
        {
            throw new CannotStartException($"The databases cannot be used ({failure.SqlState ?? failure.InnerException?.GetType().Name ?? failure.GetType().Name}); see ConnectionStrings__ChainCoop and ConnectionStrings__ChainCoopKeys.", failure);
        }
    }

    /// <summary>In a session of another zone Marten's quick append stores every event but the first of a stream with a wrong time.</summary>
    internal static async Task AssertUtcAsync(NpgsqlDataSource source, string name)
    {
        await using var command = source.CreateCommand("select current_setting('TimeZone')");
        if (await command.ExecuteScalarAsync() is not ("UTC" or "Etc/UTC"))
            throw new CannotStartException($"Sessions of the database {name} are not in UTC: alter database … set timezone = 'UTC', and see that no pooler drops the setting.");
    }

    /// <summary>Not with a backup in which somebody is that was erased since, or can be read again.</summary>
    internal static async Task AssertNothingCameBackAsync(NpgsqlDataSource main, KeyDataSource keys)
    {
        var forgotten = await RestoreCheck.FindAsync(main, keys, CancellationToken.None);
        if (forgotten.Count > 0)
            throw new CannotStartException($"A database was restored from a backup of before {ForgottenDestructions.Written(forgotten.Count)}: run chaincoop restore-check.");
    }

    internal static async Task AssertSchemaAsync(IServiceProvider services)
    {
        List<IDatabase> databases = [.. services.GetServices<IDatabase>()];
        foreach (var source in services.GetServices<IDatabaseSource>()) databases.AddRange(await source.BuildDatabases());
        foreach (var database in databases)
        {
            var migration = await database.CreateMigrationAsync(CancellationToken.None);
            var missing = migration.Deltas
                .Where(delta => delta.Difference != SchemaPatchDifference.None && delta.SchemaObject is not SqlObject { CanWait: true })
                .Select(delta => delta.SchemaObject.Identifier.QualifiedName).ToList();
            if (missing.Count > 0)
                throw new CannotStartException($"The tables are not those of this version, run db-apply: {missing.Count} differ, first {missing[0]}.");
        }
    }
}
