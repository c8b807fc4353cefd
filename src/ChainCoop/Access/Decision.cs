using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Access;

/// <summary>
/// What a use case decided: a refusal, or facts. Deciders are pure functions that return this; the gate carries it out
/// in one transaction.
/// </summary>
public sealed record Decision
{
    public Problem? Refusal { get; private init; }

    /// <summary>For the stream that the request is about. None and no refusal: nothing changes.</summary>
    public IReadOnlyList<object> Events { get; private init; } = [];

    /// <summary>Streams that start in the same transaction.</summary>
    public IReadOnlyList<NewStream> Starts { get; init; } = [];

    /// <summary>For other streams that exist, in the same transaction. If one of them moved on meanwhile, nothing is written.</summary>
    public IReadOnlyList<OtherStream> Others { get; init; } = [];

    /// <summary>The version would count steps of others that the caller may not see: it is not given back.</summary>
    public bool HidesSteps { get; init; }

    /// <summary>Messages to ourselves at a time. Never cancelled: their handlers ask the state.</summary>
    public IReadOnlyList<Timer> Timers { get; init; } = [];

    /// <summary>The body of the answer: ids and codes only, it is stored for repetitions.</summary>
    public object? Answer { get; init; }

    /// <summary>Where what was created can be read, below <c>/v1</c>; makes the answer a 201.</summary>
    public string? Location { get; init; }

    /// <summary>What somebody else may have done a moment before, and the database alone can tell.</summary>
    public Race? Race { get; init; }

    /// <summary>What has to be so still when it commits.</summary>
    public IReadOnlyList<Premise> Premises { get; init; } = [];

    /// <summary>What the same commit writes to a table of the module's own because no fact may say it.</summary>
    public Action<IDocumentOperations>? Also { get; init; }

    /// <summary>Whose data is in what is written, for the access record.</summary>
    public IReadOnlyList<SubjectId> Subjects { get; init; } = [];

    /// <summary>To whom it gives their data, for the access record; null when it is no disclosure.</summary>
    public Recipient? Given { get; init; }

    public static Decision Of(params IReadOnlyList<object> events) => new() { Events = events };

    /// <summary>More for the stream that the request is about.</summary>
    public Decision And(IEnumerable<object> events) => this with { Events = [.. Events, .. events] };

    public static Decision Refuse(Problem problem) => new() { Refusal = problem };

    public static implicit operator Decision(Problem problem) => Refuse(problem);
}

/// <param name="State">The state type that the stream folds to; the store keeps it with the stream.</param>
public sealed record NewStream(Type State, Guid Id, IReadOnlyList<object> Events);

/// <param name="Version">That the decision was taken on.</param>
public sealed record OtherStream(Guid Id, long Version, IReadOnlyList<object> Events);

/// <param name="Constraint">The unique index that refuses the second.</param>
/// <param name="Lost">What the second hears.</param>
public sealed record Race(string Constraint, Problem Lost)
{
    /// <summary>Another index that may refuse it, with the same answer.</summary>
    public string? Or { get; init; }

    public bool IsLostBy(Exception failure) => Replies.Violates(failure, Constraint) || Or is { } or && Replies.Violates(failure, or);
}

/// <summary>Who gets data by a disclosure, and the legal basis that justifies it (BIO2 8.15.01).</summary>
public sealed record Recipient
{
    private Recipient(Oin organisation, string basis) => (Organisation, Basis) = (organisation, basis);

    public Oin Organisation { get; }

    /// <summary>A code.</summary>
    public string Basis { get; }

    public static Recipient Of<TBasis>(Oin organisation, TBasis basis) where TBasis : struct, ICode<TBasis> => new(organisation, basis.Value);
}

/// <summary>A stream that was decided on and gets nothing: nobody adds to it before the commit.</summary>
/// <param name="Version">That the decision was taken on.</param>
/// <param name="Lost">What the caller hears when it has moved on.</param>
public sealed record Premise(Guid Stream, long Version, Problem Lost)
{
    /// <summary>Others who decide on the stream at the same moment wait as well, whatever they add to other streams.</summary>
    public bool Alone { get; init; }

    /// <summary>What else has to be so, looked at once nobody can change it until the commit; null: nothing.</summary>
    public Func<NpgsqlConnection, CancellationToken, Task<bool>>? StillSo { get; init; }
}

public sealed record Timer(IDueMessage Message, DateTimeOffset At);

/// <summary>What a timer brings. It comes once and nobody repeats it, so it is tried until it succeeds (Platform/DueMessages.cs).</summary>
public interface IDueMessage;
