using ChainCoop.Access;
using JasperFx;
using JasperFx.CodeGeneration;
using JasperFx.Core;
using Wolverine.Configuration;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace ChainCoop.Platform;

/// <summary>
/// What a timer brings is tried again after any exception, without end: as a dead letter it would leave somebody with access
/// that has ended. Not by kind of exception: that a session was killed is hidden behind another one.
/// </summary>
internal sealed class DueMessages : IHandlerPolicy
{
    private static readonly TimeSpan[] Pauses = [1.Seconds(), 5.Seconds(), 30.Seconds(), 1.Minutes(), 5.Minutes()];

    public void Apply(IReadOnlyList<HandlerChain> chains, GenerationRules rules, IServiceContainer container)
    {
        foreach (var chain in chains.Where(chain => chain.MessageType.IsAssignableTo(typeof(IDueMessage))))
            chain.OnAnyException().ScheduleRetryIndefinitely(Pauses);
    }
}
