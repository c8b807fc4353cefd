using Marten;

namespace ChainCoop.Access;

/// <summary>
/// Holds a commit to what its decision rests on in streams that it does not write to. Each such stream is locked until the
/// end of the transaction, so that of two that contradict each other one comes first, and the other sees it.
/// </summary>
internal static class UnmovedStreams
{
    /// <summary>What a commit violates whose decision no longer holds.</summary>
    public const string Constraint = "stream_moved";

    /// <summary>An append updates the row of its stream: this waits for one that is under way, and then sees its version.</summary>
    public static void Guard(IDocumentOperations operations, IEnumerable<UnmovedStream> streams)
    {
        foreach (var stream in streams.OrderBy(stream => stream.Id.ToString(), StringComparer.Ordinal))
        {
            operations.QueueSqlCommand(
                """
                insert into access.moved_streams (stream)
                select ?::uuid where not exists (select from chaincoop.mt_streams where id = ? and version = ? for no key update)
                """,
                stream.Id, stream.Id, stream.Version);
        }
    }

    /// <summary>For who ends what others may rest on: from here on nobody can begin to rest on it before the commit. A later statement sees who did.</summary>
    public static void Lock(IDocumentOperations operations, Guid stream) =>
        operations.QueueSqlCommand("update chaincoop.mt_streams set version = version where id = ?", stream);
}
