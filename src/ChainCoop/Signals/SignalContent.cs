using ChainCoop.Access;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Marten;

namespace ChainCoop.Signals;

/// <summary>What a signal has of persons, for those who erase it.</summary>
public static class SignalContent
{
    public static async Task<RecordContent?> FindAsync(RecordId id, IQuerySession session, CancellationToken token) =>
        await session.LoadAsync<Signal>(SignalId.From(id.Value), token) is { } signal ? Of(signal) : null;

    public static RecordContent Of(Signal signal)
    {
        Dictionary<string, PayloadRef> prose = new(StringComparer.Ordinal) { ["/observation"] = signal.Observation };
        for (var i = 0; i < signal.Steps.Count; i++)
            if (signal.Steps[i].Note is { } note) prose[$"/assessment/{i}/note"] = note;
        for (var i = 0; i < signal.Outcomes.Count; i++)
            if (signal.Outcomes[i].Note is { } note) prose[$"/outcomes/{i}/note"] = note;
        for (var i = 0; i < signal.Corrections.Count; i++)
            if (signal.Corrections[i].Note is { } note) prose[$"/corrections/{i}/note"] = note;
        // What is said about one person has that person's key.
        for (var i = 0; i < signal.Contests.Count; i++)
        {
            if (signal.Contests[i].SubjectId is not null) continue;
            prose[$"/contests/{i}/statement"] = signal.Contests[i].Statement;
            if (signal.Contests[i].Note is { } note) prose[$"/contests/{i}/note"] = note;
        }
        for (var i = 0; i < signal.SupersededProse.Count; i++) prose[$"/superseded/{i}"] = signal.SupersededProse[i];
        for (var i = 0; i < signal.Notices.Count; i++)
            if (signal.Notices[i].Note is { } note) prose[$"/notices/given/{i}/note"] = note;
        for (var i = 0; i < signal.Feedback.Count; i++)
            if (signal.Feedback[i].Note is { } note) prose[$"/feedback/given/{i}/note"] = note;
        for (var i = 0; i < signal.EnrichmentRequests.Count; i++)
        {
            prose[$"/enrichmentRequests/{i}/question"] = signal.EnrichmentRequests[i].Question;
            if (signal.EnrichmentRequests[i].Answer is { } answer) prose[$"/enrichmentRequests/{i}/answer"] = answer;
        }
        for (var i = 0; i < signal.Questions.Count; i++)
        {
            prose[$"/questions/{i}/text"] = signal.Questions[i].Text;
            if (signal.Questions[i].Answer is { } answer) prose[$"/questions/{i}/answer"] = answer;
        }
        return new RecordContent(ResourceKind.Signal, RecordId.From(signal.Id.Value), signal.Version, signal.SubjectsInIt, prose, signal.Status == SignalStatus.Destroyed)
        {
            Reporter = signal.ReporterSubject,
            Source = signal.From,
            Retracted = signal.Status == SignalStatus.Retracted,
            Contested = [.. ContestedFact.In(signal.Contests)],
        };
    }
}
