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

        foreach (var (at, payload) in current.Plan?.Prose() ?? []) Add("/plan" + at, payload);
        Add("/closure/note", current.Closure?.Note);
        Add("/reopening/note", current.Reopening?.Note);
        for (var i = 0; i < current.Conferences.Count; i++)
        {
            foreach (var (at, payload) in current.Conferences[i].Prose()) Add($"/conferences/{i}{at}", payload);
        }

        for (var i = 0; i < current.Handovers.Count; i++)
        {
            Add($"/handovers/{i}/note", current.Handovers[i].Note);
            Add($"/handovers/{i}/answerNote", current.Handovers[i].AnswerNote);
        }

        for (var i = 0; i < current.Superseded.Count; i++) Add($"/superseded/{i}", current.Superseded[i]);
        return new RecordContent(ResourceKind.Case, RecordId.From(current.Id.Value), current.Version, [], prose, current.Destroyed);

        void Add(string at, PayloadRef? payload)
        {
            if (payload is not null) prose[at] = payload;
        }
    }
}
