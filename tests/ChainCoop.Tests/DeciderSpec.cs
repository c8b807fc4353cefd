using ChainCoop.Access;

namespace ChainCoop.Tests;

/// <summary>Given facts, when a decision is taken, then facts, nothing, or a refusal.</summary>
public static class DeciderSpec
{
    public static Spec<TState> Given<TState>(params IReadOnlyList<object> events) where TState : class => new(Fold<TState>(events)!);

    /// <summary>The state that a stream folds to, by the same <c>Create</c> and <c>Apply</c> methods that the store calls.</summary>
    public static TState? Fold<TState>(IEnumerable<object> events) where TState : class =>
        events.Aggregate((TState?)null, (state, @event) => (TState?)typeof(TState)
            .GetMethod(state is null ? "Create" : "Apply", [@event.GetType()])!.Invoke(state, [@event]));

    public sealed record Spec<TState>(TState State)
    {
        public Outcome When(Func<TState, Decision> decide) => new(decide(State));
    }

    public sealed record Outcome(Decision Decision)
    {
        public void Then(params IReadOnlyList<object> events)
        {
            Decision.Refusal.ShouldBeNull();
            Decision.Events.ShouldBe(events);
        }

        public void ThenNothing() => Then();

        public void ThenRefused(string problem)
        {
            Decision.Refusal.ShouldNotBeNull().Code.ShouldBe(problem);
            Decision.Events.ShouldBeEmpty();
            Decision.Starts.ShouldBeEmpty();
            Decision.Others.ShouldBeEmpty();
        }

        /// <summary>Refused by the state, which says what it allows instead.</summary>
        public void ThenOnly(params IReadOnlyList<string> allowed)
        {
            ThenRefused("state-forbids");
            Decision.Refusal!.Allowed.ShouldBe(allowed);
        }
    }
}
