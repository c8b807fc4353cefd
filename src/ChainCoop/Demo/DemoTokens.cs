using ChainCoop.Organisations;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Demo;

/// <summary>One officer per organisation, with a token of the development issuer and the mandate behind it.</summary>
internal sealed class DemoTokens(DevelopmentIssuer issuer, string audience, TimeProvider clock)
{
    /// <summary>In the place of an OIN: the chain director of the district, who sees small numbers.</summary>
    public const string Director = "director";

    /// <summary>A renewed one follows when it counts no more.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromHours(1);

    private static readonly OfficerId Officer = new("demo");

    private static readonly HashSet<string> Scopes =
        ["signals.read", "signals.write", "cases.read", "cases.write", "feed.read", "municipalities.read"];

    /// <param name="caller">An OIN, or <see cref="Director"/>.</param>
    public string Of(string caller, OrganisationRegister register) =>
        caller == Director ? issuer.Issue(ChainDirectorOf(register), audience, clock.GetUtcNow(), Validity) : Of(register.Find(new Oin(caller))!);

    private string Of(Organisation organisation) => issuer.Issue(ActorOf(organisation), audience, clock.GetUtcNow(), Validity);

    /// <summary>Mandates of a municipality are for itself, those of a partner for the whole district.</summary>
    public static async Task EnsureMandates(
        IDocumentStore store, NpgsqlDataSource source, OrganisationRegister register, DateTimeOffset now, CancellationToken cancellation)
    {
        var district = register.Municipalities.Select(municipality => municipality.Code).ToList();
        await OperatorMandates.EnsureAsync(store, source, ChainDirectorOf(register), district, now, cancellation);
        foreach (var organisation in register.Organisations)
        {
            await OperatorMandates.EnsureAsync(
                store, source, ActorOf(organisation), organisation.Municipality is { } own ? [own] : district, now, cancellation);
        }
    }

    private static Actor ChainDirectorOf(OrganisationRegister register) =>
        new(register.Find(new MunicipalityCode("0268"))!.Oin, new("demo-director"), new HashSet<Role> { Role.ChainDirector }, Scopes);

    private static Actor ActorOf(Organisation organisation) => new(
        organisation.Oin, Officer,
        organisation.Municipality is null
            ? new HashSet<Role> { Role.Partner }
            : new HashSet<Role> { Role.FocalPoint, Role.CaseLead, Role.CareCoordinator },
        Scopes);
}
