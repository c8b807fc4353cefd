using ChainCoop.Platform;
using ChainCoop.Shared;
using JasperFx;
using Weasel.Core;
using Weasel.Core.Migrations;
using Weasel.Postgresql;

namespace ChainCoop.Privacy;

/// <summary>What the key database holds, for <c>db-apply</c>, <c>db-assert</c> and the check at start.</summary>
internal sealed class KeyDatabaseSchema(KeyDataSource keys)
    : PostgresqlDatabase(new DefaultMigrationLogger(TextWriter.Null), AutoCreate.CreateOrUpdate, new PostgresqlMigrator(), "chaincoop-keys", keys.DataSource, ownsDataSource: false)
{
    public override IFeatureSchema[] BuildFeatureSchemas() => [new DataKeys(Migrator)];

    private static SqlObject Table(string name, string file)
    {
        using var script = new StreamReader(EmbeddedData.Read(file));
        return new SqlObject("public", name, script.ReadToEnd());
    }

    private sealed class DataKeys(Migrator migrator) : FeatureSchemaBase("data-keys", migrator)
    {
        protected override IEnumerable<ISchemaObject> schemaObjects()
        {
            yield return Table("data_keys", "keys.sql");
            yield return Table("key_encryption_keys", "key-encryption-keys.sql");
            yield return Table("destroyed_subjects", "destroyed-keys.sql");
        }
    }
}

/// <summary>In Development the program makes its tables itself.</summary>
internal sealed class MakeKeyDatabase(KeyDatabaseSchema schema) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => schema.ApplyAllConfiguredChangesToDatabaseAsync(ct: cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
