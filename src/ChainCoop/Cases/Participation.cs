using ChainCoop.Privacy;
using ChainCoop.Shared;

namespace ChainCoop.Cases;

/// <summary>A person in one track. The role belongs to the participation: the same person may have another role elsewhere.</summary>
public sealed record Participation(
    ParticipationId Id, SubjectId SubjectId, SubjectRole Role, PayloadRef? Identifiers, PayloadRef? Note, DateTimeOffset From);

/// <param name="Id">The participation.</param>
/// <param name="SubjectId">The person, in this track alone.</param>
public sealed record ParticipationReceipt(ParticipationId Id, SubjectId SubjectId);

/// <param name="Identifiers">Null while nobody knows who it is, and when that was erased.</param>
/// <param name="Note"><c>[erased]</c> when it was destroyed.</param>
public sealed record ParticipationView(
    ParticipationId Id, SubjectId SubjectId, SubjectRole Role, Identifiers? Identifiers, bool Erased, string? Note, DateTimeOffset From)
{
    internal static ParticipationView Of(Participation participation, Opened opened)
    {
        var identifiers = opened.Find<Identifiers>(participation.Identifiers);
        return new ParticipationView(
            participation.Id, participation.SubjectId, participation.Role, identifiers, participation.Identifiers is not null && identifiers is null,
            participation.Note is { } note ? opened.Text(note) : null, participation.From);
    }
}
