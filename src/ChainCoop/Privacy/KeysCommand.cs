using System.Globalization;
using System.Security.Cryptography;
using ChainCoop.Platform;
using JasperFx.CommandLine;
using Npgsql;
using Spectre.Console;

namespace ChainCoop.Privacy;

/// <summary>As it is typed, hence in lower case.</summary>
public enum KeysWork { rewrap, status }

public sealed class KeysInput : NetCoreInput
{
    [Description("rewrap: wraps all data keys with the last key of the file; status: how many data keys each key wraps")]
    public KeysWork Work { get; set; }
}

/// <summary>Exit code 1 when data keys are left, or wrapped by a key that the file lacks.</summary>
[Description("Wraps data keys with the last key-encryption key of the file, also while servers run: keys rewrap, keys status", Name = "keys")]
public sealed class KeysCommand : JasperFxAsyncCommand<KeysInput>
{
    public override async Task<bool> Execute(KeysInput input)
    {
        using var host = input.BuildHost();
        var keys = host.Services.GetRequiredService<KeyDataSource>();
        try
        {
            var keks = host.Services.GetRequiredService<KeyEncryptionKeys>();
            return input.Work == KeysWork.status ? await StatusAsync(keys, keks) : await RewrapAsync(keys, keks, host.Services.GetRequiredService<TimeProvider>());
        }
        catch (CannotStartException refusal)
        {
            await Console.Error.WriteLineAsync(refusal.Message);
            return false;
        }
        catch (UnknownKeyEncryptionKeyException missing)
        {
            await Console.Error.WriteLineAsync($"The file of key-encryption keys (Vault__KeyFile) lacks the key {missing.Name}, which wraps data keys.");
            return false;
        }
        catch (CryptographicException)
        {
            await Console.Error.WriteLineAsync("A data key does not unwrap: its row was changed outside the program. It and what comes after it are as they were.");
            return false;
        }
        catch (PostgresException absent) when (absent.SqlState is PostgresErrorCodes.UndefinedTable)
        {
            await Console.Error.WriteLineAsync("There are no data keys in this database: start the program, or create the tables with db-apply.");
            return false;
        }
    }

    private static async Task<bool> RewrapAsync(KeyDataSource keys, KeyEncryptionKeys keks, TimeProvider clock)
    {
        await new CheckKeyEncryptionKeys(keys, keks).StartAsync(CancellationToken.None);
        var rewrapped = await AnsiConsole.Progress().StartAsync(async progress =>
        {
            var task = progress.AddTask("Data keys");
            return await Rewrap.RunAsync(keys, keks, clock, (done, all) => (task.MaxValue, task.Value) = (all, done), CancellationToken.None);
        });
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{rewrapped.Wrapped:N0} data keys wrapped anew, {rewrapped.Left:N0} left"));
        return rewrapped.Left == 0;
    }

    private static async Task<bool> StatusAsync(KeyDataSource keys, KeyEncryptionKeys keks)
    {
        var count = await Rewrap.CountAsync(keys, CancellationToken.None);
        foreach (var name in keks.Names.Union(count.Keys))
        {
            var note = name == keks.Current ? "wraps new ones" : keks.Names.Contains(name) ? "" : "not in the file";
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{name,-12}  {count.GetValueOrDefault(name),12:N0}  {note}").TrimEnd());
        }

        return count.Keys.All(keks.Names.Contains);
    }
}
