using Marten;
using Npgsql;

namespace ChainCoop.Platform;

/// <summary>Marten's own logger prints parameter values when a batch fails. This one prints nothing: the exception goes to the caller, who logs its kind.</summary>
internal sealed class QuietMartenLogger : IMartenLogger, IMartenSessionLogger
{
    public IMartenSessionLogger StartSession(IQuerySession session) => this;

    public void SchemaChange(string sql) { }

    public void LogSuccess(NpgsqlCommand command) { }

    public void LogFailure(NpgsqlCommand command, Exception ex) { }

    public void LogSuccess(NpgsqlBatch batch) { }

    public void LogFailure(NpgsqlBatch batch, Exception ex) { }

    public void LogFailure(Exception ex, string message) { }

    public void RecordSavedChanges(IDocumentSession session, Marten.Services.IChangeSet commit) { }

    public void OnBeforeExecute(NpgsqlCommand command) { }

    public void OnBeforeExecute(NpgsqlBatch batch) { }
}
