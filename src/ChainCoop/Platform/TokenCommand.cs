using ChainCoop.Organisations;
using ChainCoop.Shared;
using JasperFx.CommandLine;
using Marten;
using Npgsql;

namespace ChainCoop.Platform;

/// <summary>Of what a mandate wants, the officer (officer-1) and the roles (focal-point for a municipality, else partner) may be left out.</summary>
public sealed class TokenInput : MandateInput
{
    [Description("Scopes, separated by spaces: \"signals.read signals.write\"; default all")]
    public string? ScopesFlag { get; set; }

    [Description("How long the token counts: 30m, 8h, 7d; default 8h")]
    [FlagAlias("valid", longAliasOnly: true)]
    public string ValidFlag { get; set; } = "8h";
}

/// <summary>
/// For developers: standard output gets the token and nothing else, so that <c>$(… token …)</c> works in a shell. It uses the
/// private cluster beside a running server, or without one.
/// </summary>
[Description("Prints a bearer token of the development issuer, and gives the mandate behind it where there is none; only --org is needed", Name = "token")]
public sealed class TokenCommand : JasperFxAsyncCommand<TokenInput>
{
    public override async Task<bool> Execute(TokenInput input)
    {
        using var host = input.BuildHost();
        var faults = new Faults();
        var issuer = host.Services.GetService<DevelopmentIssuer>();
        faults.Require(issuer is not null, "token", "works in Development on the private cluster only: elsewhere tokens come from the issuers in Auth:Issuers.");
        var request = TokenRequest.Read(input, OrganisationRegister.Current, faults);
        if (request is null || issuer is null)
        {
            foreach (var fault in faults.All)
                await Console.Error.WriteLineAsync($"{fault.Pointer} {fault.Detail}");
            return false;
        }

        var now = host.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var store = host.Services.GetRequiredService<IDocumentStore>();
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await OperatorMandates.EnsureAsync(store, host.Services.GetRequiredService<NpgsqlDataSource>(), request.Actor, request.Mandate.Municipalities, now, CancellationToken.None);
        await Console.Out.WriteLineAsync(issuer.Issue(request.Actor, host.Services.GetRequiredService<TokenIssuers>().Audience, now, request.Valid));
        return true;
    }
}
