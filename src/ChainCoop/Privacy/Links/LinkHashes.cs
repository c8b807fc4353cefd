using ChainCoop.Shared;
using Marten;

namespace ChainCoop.Privacy.Links;

/// <summary>By what the links of a subject are found. No fact may say it, so it is written beside the facts, in their transaction.</summary>
internal static class LinkHashes
{
    private const string Use = "subject-link";

    /// <summary>The constraint that a second link of the same two violates.</summary>
    public const string OncePerPair = "subject_link_pairs_pkey";

    public static byte[] Of(SubjectId subject, Secrets secrets) => secrets.Hash(Use, subject.ToString());

    public static void Write(IDocumentOperations operations, SubjectLinkId link, SubjectMapping mapping, Secrets secrets)
    {
        operations.QueueSqlCommand(
            "insert into privacy.subject_links (hash, link) select hash, ? from unnest(?::bytea[]) hash",
            link.Value, new[] { Of(mapping.VictimSubjectId, secrets), Of(mapping.SecuritySubjectId, secrets) });
        operations.QueueSqlCommand(
            "insert into privacy.subject_link_pairs (hash, link) values (?, ?)",
            secrets.Hash(Use, $"{mapping.VictimSubjectId}|{mapping.SecuritySubjectId}"), link.Value);
    }

    public static void Forget(IDocumentOperations operations, SubjectLinkId link)
    {
        operations.QueueSqlCommand("delete from privacy.subject_links where link = ?", link.Value);
        operations.QueueSqlCommand("delete from privacy.subject_link_pairs where link = ?", link.Value);
    }
}
