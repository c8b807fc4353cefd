using ChainCoop.Shared;
using Marten;

namespace ChainCoop.Signals.Matching;

/// <summary>
/// Match keys come into being with the signal, and change with its corrections, in the same transaction, under every version in use for its
/// owner. A version that came into use a moment before and was not seen is noticed by its number and derived afterwards (<see cref="KeepMatchKeys"/>).
/// </summary>
internal static class MatchKeysOfSignals
{
    /// <summary>Null: nobody in it.</summary>
    public static async Task<Action<IDocumentOperations>?> OfNewAsync(MatchKeys keys, SignalId id, ReceiveSignal command, SignalPayloads payloads, Oin sender, CancellationToken token)
    {
        if (payloads.Subjects.Count == 0) return null;
        var owner = Organisations.OrganisationRegister.Current.Find(command.Municipality)!.Oin;
        var (versions, known) = await keys.VersionsForAsync(owner, token);
        var derived = await keys.DeriveAsync(
            [.. payloads.Subjects.Select((subject, i) => new MatchableSubject(subject.SubjectId, id, owner, sender, subject.Identifiers, command.Subjects![i].Identifiers))], versions, token);
        return operations =>
        {
            for (var i = 0; i < derived.Count; i++) MatchKeys.Write(operations, derived[i], payloads.Subjects[i].Role, known);
        };
    }

    /// <summary>Null: no person's identifiers or role are corrected.</summary>
    public static async Task<Action<IDocumentOperations>?> OfCorrectedAsync(MatchKeys keys, Signal signal, CorrectSignal command, CorrectedPayloads payloads, CancellationToken token)
    {
        if (command.Subjects is not { Count: > 0 } subjects) return null;
        var (versions, known) = await keys.VersionsForAsync(signal.Owner, token);
        var derived = await keys.DeriveAsync(
            [
                .. subjects.Where(subject => subject.Identifiers is not null).Select(subject =>
                    new MatchableSubject(subject.SubjectId, signal.Id, signal.Owner, signal.From, payloads.Identifiers[subject.SubjectId], subject.Identifiers!)),
            ], versions, token);
        return operations =>
        {
            foreach (var one in derived) MatchKeys.Replace(operations, one, known);
            foreach (var subject in subjects)
                if (subject.Role is { } role) MatchKeys.ChangeRole(operations, subject.SubjectId, role);
        };
    }
}
