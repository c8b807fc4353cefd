using JasperFx;
using JasperFx.CodeGeneration;
using JasperFx.Core;
using Wolverine;
using Wolverine.ErrorHandling;

namespace ChainCoop.Platform;

/// <summary>Wolverine: pages of events to the handlers of read models and feeds, deadlines as durable scheduled messages.</summary>
internal static class Messaging
{
    public static void AddMessaging(this WebApplicationBuilder builder) => builder.Host.UseWolverine(messaging =>
    {
        messaging.ApplicationAssembly = typeof(Messaging).Assembly;
        messaging.ServiceName = "chaincoop";

        // The code that `codegen write` left in the build is used; a build without it makes it at first use, and does not write it.
        messaging.CodeGeneration.TypeLoadMode = GeneratedCode.IsBuiltIn ? TypeLoadMode.Static : TypeLoadMode.Dynamic;
        messaging.CodeGeneration.SourceCodeWritingEnabled = false;
        if (!GeneratedCode.IsBuiltIn) messaging.UseRuntimeCompilation();

        messaging.Policies.AutoApplyTransactions();
        messaging.Policies.UseDurableLocalQueues();
        messaging.MultipleHandlerBehavior = MultipleHandlerBehavior.Separated;
        messaging.UnknownMessageBehavior = UnknownMessageBehavior.DeadLetterQueue;
        messaging.EnvelopeIdGeneration = EnvelopeIdGeneration.GuidV7;
        messaging.Policies.MessageExecutionLogLevel(LogLevel.Debug);
        messaging.Policies.MessageSuccessLogLevel(LogLevel.Debug);

        messaging.Durability.MessageStorageSchemaName = "wolverine";
        messaging.Durability.MessageIdentity = MessageIdentity.IdAndDestination;

        // Fail-over within about ten seconds (measured; see docs/operations.md).
        messaging.Durability.HealthCheckPollingTime = 2.Seconds();
        messaging.Durability.FirstHealthCheckExecution = 500.Milliseconds();
        messaging.Durability.StaleNodeTimeout = 10.Seconds();
        messaging.Durability.CheckAssignmentPeriod = 5.Seconds();

        // A stop first ends the requests, then what handlers have begun; together within the 30 seconds of HostOptions.
        messaging.Durability.DrainTimeout = 10.Seconds();

        messaging.Policies.Add<DueMessages>();
        messaging.OnException<ConcurrencyException>().RetryWithCooldown(50.Milliseconds(), 100.Milliseconds(), 250.Milliseconds()).WithFullJitter();
    },
    ExtensionDiscovery.ManualOnly);   // looking for extensions would load every assembly beside the program, the compiler too
}
