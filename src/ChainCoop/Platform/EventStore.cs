using ChainCoop.Access;
using ChainCoop.Audit;
using ChainCoop.Cases;
using ChainCoop.Feeds;
using ChainCoop.Municipalities;
using ChainCoop.Norms;
using ChainCoop.Organisations;
using ChainCoop.Prevention;
using ChainCoop.Privacy;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Privacy.Lists;
using ChainCoop.Privacy.Retention;
using ChainCoop.Reports;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using ChainCoop.Signals;
using ChainCoop.Signals.Anonymous;
using ChainCoop.Signals.Matching;
using ChainCoop.Subscriptions;
using ChainCoop.Timeline;
using ChainCoop.Timeline.Check;
using JasperFx;
using JasperFx.CodeGeneration;
using JasperFx.Core;
using JasperFx.Events;
using JasperFx.OpenTelemetry;
using Marten;
using Npgsql;
using Weasel.Core;
using Weasel.Core.Migrations;
using Wolverine.Marten;

namespace ChainCoop.Platform;

/// <summary>Marten: streams, snapshots, our own tables, and the page-wise subscriptions that Wolverine distributes over nodes.</summary>
internal static class EventStore
{
    public static void AddEventStore(this WebApplicationBuilder builder, Databases databases)
    {
        var clock = TimeProvider.System;
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton(_ => Source(databases.Main, "chaincoop"));
        builder.Services.AddSingleton(_ => new KeyDataSource(Source(databases.Keys, "chaincoop-keys")));
        builder.Services.AddSingleton(services => KeysFor(builder, databases, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(DeadlineRules.Current);
        builder.Services.AddSingleton<Secrets>();
        builder.Services.AddSingleton<Pseudonyms>();
        builder.Services.AddSingleton<KeyDatabase>();
        builder.Services.AddSingleton<Vault>();
        builder.Services.AddSingleton<MatchKeys>();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped<Gate>();
        builder.Services.AddScoped<ReporterGate>();

        builder.Services.AddSingleton(DistrictOf(builder, databases));
        builder.Services.AddSingleton<FeedQueue>();
        builder.Services.AddSingleton<ReadSides>();
        builder.Services.AddSingleton<FeedHeads>();
        builder.Services.AddHostedService(services => services.GetRequiredService<FeedHeads>());
        builder.Services.AddSingleton<KeyDatabaseSchema>();
        builder.Services.AddSingleton<IDatabase>(services => services.GetRequiredService<KeyDatabaseSchema>());
        if (builder.Environment.IsDevelopment()) builder.Services.AddHostedService<MakeKeyDatabase>();
        builder.Services.AddHostedService<CheckKeyEncryptionKeys>();
        builder.Services.AddHostedService<SubscriptionWatch>();
        builder.Services.AddSingleton(services => TimelineKeysFor(builder, databases, services.GetRequiredService<District>()));
        builder.Services.AddSingleton<Sealer>();
        builder.Services.AddSingleton<TimelineCheck>();
        builder.Services.AddSingleton<TimelineStanding>();
        builder.Services.AddHostedService<SealTimeline>();
        builder.Services.AddHostedService<WatchTimeline>();

        var marten = builder.Services.AddMarten(store =>
            {
                store.DatabaseSchemaName = "chaincoop";
                store.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase, Json.SetForms);
                store.Logger(new QuietMartenLogger());
                store.DisableNpgsqlLogging = true;

                var events = store.Events;
                events.StreamIdentity = StreamIdentity.AsGuid;
                events.AppendMode = EventAppendMode.Quick;
                events.UseMandatoryStreamTypeDeclaration = true;
                events.UseExclusiveLockOnConcurrentAppends = true;      // a lost race leaves no gap that delays the feeds
                events.EnableAdvancedAsyncTracking = true;
                events.EnableEventTypeIndex = true;
                events.EnableUniqueIndexOnEventId = true;               // ids are public: feed entries derive from them
                events.AutoDiscoverTagTypes = false;
                events.MetadataConfig.CorrelationIdEnabled = true;
                events.MetadataConfig.CausationIdEnabled = true;

                store.Projections.Errors.SkipApplyErrors = false;       // stop and alarm; a lost fact is worse than a late one
                store.Projections.Errors.SkipSerializationErrors = false;
                store.Projections.Errors.SkipUnknownEvents = false;
                store.Projections.FastPollingTime = 25.Milliseconds();
                store.Projections.SlowPollingTime = 25.Milliseconds();
                store.OpenTelemetry.TrackConnections = TrackLevel.Normal;
                store.OpenTelemetry.TrackEventCounters();

                store.AddModules().AddAccessLogPartitions(clock.GetUtcNow());
            })
            .UseLightweightSessions()
            .UseNpgsqlDataSource()
            .IntegrateWithWolverine(integration =>
            {
                integration.MessageStorageSchemaName = "wolverine";
                integration.UseWolverineManagedEventSubscriptionDistribution = true;
            })
            .SubscribeToEvents(new MunicipalityPages())
            .SubscribeToEvents(new RetentionPages())
            .SubscribeToEvents(new FeedPages());
        if (builder.Environment.IsDevelopment())
        {
            marten.ApplyAllDatabaseChangesOnStartup();
            builder.Services.AddHostedService<MakeDestroyer>();
            builder.Services.AddHostedService<MakeAppendOnly>();
        }

        builder.Services.AddHostedService<CheckDistrict>();
        builder.Services.AddHostedService<SeedAtStart>();
        builder.Services.AddHostedService<Housekeeping>();
        builder.Services.AddHostedService<MissedTimers>();
        builder.Services.AddHostedService<RecomputeRetention>();
        builder.Services.AddHostedService<ProposeWhatIsDue>();

        builder.Services.CritterStackDefaults(critters =>
        {
            critters.Production.GeneratedCodeMode = TypeLoadMode.Static;
            critters.Production.ResourceAutoCreate = AutoCreate.None;
            critters.Development.GeneratedCodeMode = GeneratedCode.IsBuiltIn ? TypeLoadMode.Static : TypeLoadMode.Dynamic;
            critters.Development.ResourceAutoCreate = AutoCreate.CreateOrUpdate;
        });
    }

    /// <summary>In Development a file is made where there is none; elsewhere it has to be named, and there.</summary>
    private static KeyEncryptionKeys KeysFor(WebApplicationBuilder builder, Databases databases, TimeProvider clock)
    {
        if (databases == Databases.None) return KeyEncryptionKeys.OfNoUse(clock);
        var development = builder.Environment.IsDevelopment();
        var file = builder.Configuration["Vault:KeyFile"] ?? (development ? Path.Combine(databases.PrivateDirectory ?? ".data", "key-encryption-keys") : null);
        try
        {
            return KeyEncryptionKeys.FromFile(file ?? throw new CannotStartException("Vault__KeyFile is missing: the file of key-encryption keys."), create: development, clock);
        }
        catch (Exception unusable) when (unusable is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException(unusable.Message, unusable);
        }
    }

    /// <inheritdoc cref="KeysFor"/>
    private static TimelineKeys TimelineKeysFor(WebApplicationBuilder builder, Databases databases, District district)
    {
        var development = builder.Environment.IsDevelopment();
        var beside = builder.Configuration["Vault:KeyFile"] is { } vault ? vault + ".timeline" : Path.Combine(databases.PrivateDirectory ?? ".data", "timeline-keys");
        var file = builder.Configuration["Timeline:KeyFile"] ?? (development ? beside : null);
        try
        {
            return TimelineKeys.FromFile(file ?? throw new CannotStartException("Timeline__KeyFile is missing: the file of keys that sign the timeline."), district.Operator, create: development);
        }
        catch (Exception unusable) when (unusable is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException(unusable.Message, unusable);
        }
    }

    /// <summary>It goes into every feed entry for ever, so that nothing is assumed but in Development.</summary>
    private static District DistrictOf(WebApplicationBuilder builder, Databases databases)
    {
        var operatedBy = builder.Configuration["District:Operator"] ?? (builder.Environment.IsDevelopment() || databases == Databases.None ? "00000099000000268000" : null);
        return operatedBy is { Length: 20 } && operatedBy.All(char.IsAsciiDigit)
            ? new District(new Oin(operatedBy))
            : throw new CannotStartException("District__Operator is missing or no OIN: the 20 digits of the organisation that operates this district.");
    }

    /// <summary>Statements stay prepared on their connection: a request is about fifteen short ones, and planning them costs as much as their work.</summary>
    private static NpgsqlDataSource Source(string connection, string name)
    {
        var source = new NpgsqlDataSourceBuilder(connection) { Name = name };
        source.ConnectionStringBuilder.MaxAutoPrepare = 200;
        return source.Build();
    }

    /// <summary>What the modules keep: event types, states, tables.</summary>
    public static StoreOptions AddModules(this StoreOptions store) =>
        store.AddAccess().AddPrivacy().AddOrganisations().AddSignals().AddCases().AddSharing().AddMunicipalities().AddFeeds().AddSubscriptions().AddAudit().AddTimeline().AddReports().AddPrevention().AddNorms();
}

/// <summary>Whether <c>codegen write</c> ran before this program was built.</summary>
internal static class GeneratedCode
{
    public static bool IsBuiltIn { get; } = typeof(GeneratedCode).Assembly.GetTypes().Any(type => type.Namespace == "Internal.Generated.WolverineHandlers");
}
