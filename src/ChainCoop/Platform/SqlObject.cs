using System.Data.Common;
using Weasel.Core;
using Weasel.Postgresql;
using static Weasel.Postgresql.SchemaUtils;

namespace ChainCoop.Platform;

/// <summary>
/// A table of our own, written as SQL and created together with the framework's tables (at start in Development,
/// by <c>db-apply</c> elsewhere). It exists or not; a later change is a further object.
/// </summary>
internal sealed class SqlObject(string schema, string name, string create) : ISchemaObject
{
    /// <summary>The program works without it for a while: no reason not to start.</summary>
    public bool CanWait { get; init; }

    public DbObjectName Identifier { get; } = new PostgresqlObjectName(schema, name, IdentifierUsage.General);

    public void WriteCreateStatement(Migrator migrator, TextWriter writer) => writer.WriteLine(create);

    public void WriteDropStatement(Migrator rules, TextWriter writer) => writer.WriteLine($"drop table if exists {Identifier} cascade;");

    public void ConfigureQueryCommand(Weasel.Core.DbCommandBuilder builder)
    {
        builder.Append("select to_regclass('");
        builder.Append(Identifier.QualifiedName);
        builder.Append("') is not null;");
    }

    public async Task<ISchemaObjectDelta> CreateDeltaAsync(DbDataReader reader, CancellationToken ct = default)
    {
        var exists = await reader.ReadAsync(ct) && reader.GetBoolean(0);
        return new SchemaObjectDelta(this, exists ? SchemaPatchDifference.None : SchemaPatchDifference.Create);
    }

    public IEnumerable<DbObjectName> AllNames() => [Identifier];
}

internal static class OwnTables
{
    /// <summary>Registers the tables of an embedded SQL file; <paramref name="table"/> is the one that tells whether they exist.</summary>
    public static Marten.StoreOptions AddTables(this Marten.StoreOptions store, string schema, string table, string file)
    {
        using var reader = new StreamReader(Shared.EmbeddedData.Read(file));
        store.Storage.ExtendedSchemaObjects.Add(new SqlObject(schema, table, reader.ReadToEnd()));
        return store;
    }
}
