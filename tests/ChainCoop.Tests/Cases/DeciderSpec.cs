using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Cases;

/// <summary>Given what happened, when this is decided, then that happens.</summary>
internal sealed class DeciderSpec<TState>(Func<TState?, object, TState> fold, params IReadOnlyList<object> happened) where TState : class
{
    public DeciderSpec<TState> Given(params IReadOnlyList<object> more) => new(fold, [.. happened, .. more]);

    public TState State => happened.Aggregate(default(TState), fold)!;

    public Outcome When(Func<TState, Decision> decide) => new(decide(State));

    public sealed record Outcome(Decision Decision)
    {
        public Outcome Then(params IReadOnlyList<object> events)
        {
            Decision.Refusal.ShouldBeNull();
            Decision.Events.ShouldBe(events);
            return this;
        }

        public void ThenRefused(Problem problem) => Decision.Refusal.ShouldBe(problem);

        public void ThenStateForbids(string state, params IReadOnlyList<string> allowed)
        {
            Decision.Refusal.ShouldNotBeNull().Code.ShouldBe("state-forbids");
            Decision.Refusal.State.ShouldBe(state);
            Decision.Refusal.Allowed.ShouldBe(allowed);
        }
    }
}
