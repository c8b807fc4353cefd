using ChainCoop.Shared;

namespace ChainCoop.Cases.Conferences;

/// <summary>A conference on the case, and which organisations that are no members attend it.</summary>
public sealed record Conference(ConferenceId Id, Room Room, DateTimeOffset StartsAt, DateTimeOffset EndsAt, IReadOnlyList<AgendaItem> Agenda)
{
    public IReadOnlyList<Attendance> Attendances { get; init; } = [];

    /// <summary>Null: nothing was recorded yet.</summary>
    public DateTimeOffset? RecordedAt { get; init; }

    public IReadOnlyList<DecisionTaken> Decisions { get; init; } = [];

    public PayloadRef? Minutes { get; init; }

    public bool Cancelled { get; init; }

    /// <summary>Its prose, by its place below the conference.</summary>
    internal IEnumerable<(string At, PayloadRef Payload)> Prose()
    {
        for (var i = 0; i < Agenda.Count; i++)
        {
            if (Agenda[i].Note is { } note) yield return ($"/agenda/{i}/note", note);
        }

        for (var i = 0; i < Decisions.Count; i++)
        {
            if (Decisions[i].Note is { } note) yield return ($"/decisions/{i}/note", note);
        }

        if (Minutes is not null) yield return ("/minutes", Minutes);
    }

    /// <summary>What a later record of it replaces.</summary>
    internal IEnumerable<PayloadRef> Recorded() => Decisions.Select(decision => decision.Note).Append(Minutes).OfType<PayloadRef>();
}

/// <param name="Ended">That it is over is a fact already.</param>
public sealed record Attendance(Oin Organisation, DateTimeOffset From, DateTimeOffset Until, bool Ended = false)
{
    public bool IsOver(DateTimeOffset now) => Until <= now;
}

/// <param name="Invited">Organisations that are no members of the room, and read it for that time.</param>
/// <param name="Decisions">Empty while nothing was recorded.</param>
public sealed record ConferenceView(
    ConferenceId Id,
    Room Room,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    bool Cancelled,
    IReadOnlyList<AgendaItemView> Agenda,
    IReadOnlyList<Oin> Invited,
    IReadOnlyList<DecisionView> Decisions,
    string? Minutes,
    DateTimeOffset? RecordedAt)
{
    internal static ConferenceView Of(Conference conference, Func<PayloadRef?, string?> text) => new(
        conference.Id, conference.Room, conference.StartsAt, conference.EndsAt, conference.Cancelled,
        [.. conference.Agenda.Select(item => new AgendaItemView(item.Topic, text(item.Note)))],
        [.. conference.Attendances.Select(attendance => attendance.Organisation)],
        [.. conference.Decisions.Select(decision => new DecisionView(decision.Kind, text(decision.Note)))], text(conference.Minutes), conference.RecordedAt);
}

public sealed record AgendaItemView(AgendaTopic Topic, string? Note);

public sealed record DecisionView(DecisionKind Kind, string? Note);

public sealed record ConferenceReceipt(ConferenceId Id);
