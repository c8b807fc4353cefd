using System.Globalization;
using JasperFx;
using JasperFx.CommandLine;
using Marten;
using Npgsql;

namespace ChainCoop.Privacy.Erasures;

public sealed class RestoreCheckInput : NetCoreInput
{
    [Description("Only tells what there is to repeat; exit code 1 if there is something")]
    public bool DryRunFlag { get; set; }
}

/// <summary>Counts only. Exit code 0: nothing is left to repeat, the program may serve.</summary>
[Description("After a database was restored from a backup: destroys again what was destroyed since", Name = "restore-check")]
public sealed class RestoreCheckCommand : JasperFxAsyncCommand<RestoreCheckInput>
{
    public override async Task<bool> Execute(RestoreCheckInput input)
    {
        using var host = input.BuildHost();
        var (main, keys) = (host.Services.GetRequiredService<NpgsqlDataSource>(), host.Services.GetRequiredService<KeyDataSource>());
        var none = CancellationToken.None;
        try
        {
            if (input.DryRunFlag)
            {
                var forgotten = await RestoreCheck.FindAsync(main, keys, none);
                await Console.Out.WriteLineAsync($"{Counts(forgotten, "to repeat")}. Nothing was changed.");
                return forgotten.Count == 0;
            }

            var repeated = await RestoreCheck.RepeatAsync(
                host.Services.GetRequiredService<IDocumentStore>(), main, keys, host.Services.GetRequiredService<Secrets>(), host.Services.GetRequiredService<TimeProvider>(), none);
            if (repeated is null)
            {
                await Console.Error.WriteLineAsync("Another restore-check is at it.");
                return false;
            }

            await Console.Out.WriteLineAsync(Counts(repeated, "repeated"));
            return (await RestoreCheck.FindAsync(main, keys, none)).Count == 0;
        }
        catch (PostgresException absent) when (absent.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            await Console.Error.WriteLineAsync("There are tables missing: create them with db-apply, and run it again.");
            return false;
        }
        catch (ConcurrencyException)
        {
            await Console.Error.WriteLineAsync("A record was changed meanwhile: stop the servers, and run it again.");
            return false;
        }
    }

    private static string Counts(ForgottenDestructions of, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{ForgottenDestructions.Written(of.Main.Count)} {what} in the main database, {of.Keys.Count:N0} in the key database");
}
