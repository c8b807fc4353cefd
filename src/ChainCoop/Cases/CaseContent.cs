using ChainCoop.Access;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Marten;

namespace ChainCoop.Cases;

/// <summary>What a case has of persons, for those who erase it: prose only, its persons are in the tracks.</summary>
public static class CaseContent
{
    public static async Task<RecordContent?> FindAsync(RecordId id, IQuerySession session, CancellationToken token) =>
        await session.LoadAsync<Case>(CaseId.From(id.Value), token) is { } current ? Of(current) : null;

    public static RecordContent Of(Case current)
    {
        Dictionary<string, PayloadRef> prose = new(StringComparer.Ordinal);
        Add("/title", current.Title);
        Add("/screening/note", current.Screening?.Note);
        for (var i = 0; i < current.Tasks.Count; i++)
        {
            Add($"/tasks/{i}/note", current.Tasks[i].Note);
            Add($"/tasks/{i}/completionNote", current.Tasks[i].CompletionNote);
        }

        Add("/closure/note", current.Closure?.Note);
        return new RecordContent(ResourceKind.Case, RecordId.From(current.Id.Value), current.Version, [], prose, current.Destroyed);

        void Add(string at, PayloadRef? payload)
        {
            if (payload is not null) prose[at] = payload;
        }
    }
}
