using ChainCoop.Shared;

namespace ChainCoop.Cases.Handovers;

public enum HandoverAnswer { Accepted, Declined, Withdrawn }

/// <summary>A request to another municipality to take the case over, and what came of it.</summary>
public sealed record Handover(
    HandoverId Id,
    int Epoch,
    MunicipalityCode From,
    MunicipalityCode To,
    Oin Receiver,
    HandoverReason Reason,
    IReadOnlyList<Room> StaysIn,
    PayloadRef? Note,
    ActorRef By,
    DateTimeOffset RequestedAt)
{
    /// <summary>Null: nobody answered yet.</summary>
    public HandoverAnswer? Answer { get; init; }

    public PayloadRef? AnswerNote { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }

    public static Handover Of(HandoverRequested e) =>
        new(e.HandoverId, e.Epoch, e.From, e.To, e.Receiver, e.Reason, e.StaysIn, e.Note, e.By, e.At);
}

/// <param name="Epoch">To be named in the answer.</param>
/// <param name="From">Responsible until the other accepts.</param>
/// <param name="StaysIn">The rooms in which it stays as a member.</param>
/// <param name="ExploitationTypes">Of the case.</param>
/// <param name="Answer">Null: nobody answered yet.</param>
public sealed record HandoverView(
    HandoverId Id,
    int Epoch,
    MunicipalityCode From,
    MunicipalityCode To,
    HandoverReason Reason,
    IReadOnlyList<Room> StaysIn,
    IReadOnlyList<ExploitationType> ExploitationTypes,
    string? Note,
    DateTimeOffset RequestedAt,
    HandoverAnswer? Answer,
    string? AnswerNote,
    DateTimeOffset? AnsweredAt)
{
    internal static HandoverView Of(Case current, Handover handover, Func<PayloadRef?, string?> text) => new(
        handover.Id, handover.Epoch, handover.From, handover.To, handover.Reason, handover.StaysIn, current.ExploitationTypes, text(handover.Note),
        handover.RequestedAt, handover.Answer, text(handover.AnswerNote), handover.AnsweredAt);
}

/// <param name="Id">Of the hand-over.</param>
/// <param name="Municipality">That is responsible for the case now.</param>
public sealed record HandoverStanding(HandoverId Id, int Epoch, MunicipalityCode Municipality, HandoverAnswer? Answer);
