using System.Globalization;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using JasperFx.CommandLine;
using Marten;
using Npgsql;
using Spectre.Console;

namespace ChainCoop.Signals.Matching;

/// <summary>As it is typed, hence in lower case.</summary>
public enum MatchKeysWork { rotate, status }

public sealed class MatchKeysInput : NetCoreInput
{
    [Description("rotate: gives an agreement a new match key, beside the old one until all is derived; status: how far that is")]
    public MatchKeysWork Work { get; set; }

    [Description("The id of the agreement; status: default all")]
    public string? AgreementFlag { get; set; }
}

/// <summary>Exit code 1 when there is no such key. A run that was killed goes on where it was.</summary>
[Description("Rotates the match key of an agreement while servers run: match-keys rotate --agreement id, match-keys status", Name = "match-keys")]
public sealed class MatchKeysCommand : JasperFxAsyncCommand<MatchKeysInput>
{
    public override async Task<bool> Execute(MatchKeysInput input)
    {
        using var host = input.BuildHost();
        var source = host.Services.GetRequiredService<NpgsqlDataSource>();
        if (input.Work == MatchKeysWork.status && input.AgreementFlag is null)
        {
            foreach (var line in await StatusAsync(source)) await Console.Out.WriteLineAsync(line);
            return true;
        }

        if (!AgreementId.TryParse(input.AgreementFlag, null, out var agreement) || (await MatchVersions.OfAsync(agreement, source, CancellationToken.None)).Count == 0 || agreement.Value == Guid.Empty)
        {
            await Console.Error.WriteLineAsync("--agreement must be the id of an agreement in force that names matching.");
            return false;
        }

        var services = host.Services;
        var rotation = new MatchKeyRotation(
            source, services.GetRequiredService<IDocumentStore>(), services.GetRequiredService<Vault>(), services.GetRequiredService<MatchKeys>(), services.GetRequiredService<TimeProvider>());
        if (input.Work == MatchKeysWork.rotate)
        {
            await AnsiConsole.Progress().StartAsync(async progress =>
            {
                var task = progress.AddTask("Persons");
                await rotation.RunAsync(agreement, (done, all) => (task.MaxValue, task.Value) = (Math.Max(all, 1), done), CancellationToken.None);
            });
        }

        foreach (var line in await StatusAsync(source, agreement)) await Console.Out.WriteLineAsync(line);
        return true;
    }

    /// <summary>A line per version in use: ids and counts alone.</summary>
    internal static async Task<IReadOnlyList<string>> StatusAsync(NpgsqlDataSource source, AgreementId? only = null)
    {
        await using var command = source.CreateCommand(
            """
            select v.agreement, v.version, (select count(*) from signals.match_subjects s where s.known < v.seq and (v.parties is null or s.owner = any(v.parties)))
            from signals.match_key_versions v where $1::uuid is null or v.agreement = $1 order by v.agreement, v.version
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = only is { } one ? one.Value : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        List<string> lines = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var name = reader.GetGuid(0) == Guid.Empty ? "district" : reader.GetGuid(0).ToString();
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{name,-36}  version {reader.GetInt32(1)}  {reader.GetInt64(2):N0} persons to derive"));
        }

        return lines;
    }
}

/// <summary>
/// A new key for one agreement: signals get keys of both versions and requests ask by both, until everybody's are derived from the vault;
/// then the old one goes, here and in the key database.
/// </summary>
internal sealed class MatchKeyRotation(NpgsqlDataSource source, IDocumentStore store, Vault vault, MatchKeys keys, TimeProvider clock)
{
    /// <param name="progress">Gets how many persons are done and how many there are.</param>
    public async Task RunAsync(AgreementId agreement, Action<long, long> progress, CancellationToken token)
    {
        await MatchVersions.AddAsync(agreement, source, token);
        var derivation = new MatchDerivation(source, store, vault, keys);
        var all = await derivation.LeftAsync(agreement, token);
        for (var done = 0L; await derivation.PageAsync(agreement, token) is > 0 and var page; progress(done, Math.Max(done, all))) done += page;
        var versions = await MatchVersions.OfAsync(agreement, source, token);
        foreach (var old in versions.SkipLast(1)) await MatchVersions.RetireAsync(old, source, keys, clock.GetUtcNow(), token);
    }
}
