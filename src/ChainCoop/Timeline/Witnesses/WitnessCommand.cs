using System.Net.Http.Headers;
using System.Text.Json;
using JasperFx.CommandLine;

namespace ChainCoop.Timeline.Witnesses;

public sealed class WitnessInput : NetCoreInput
{
    [Description("Address of the server; default http://127.0.0.1:5080")]
    public string UrlFlag { get; set; } = "http://127.0.0.1:5080";

    [Description("Directory of the witness: its key, made at first use, and what it saw last")]
    public string StateFlag { get; set; } = ".";

    [Description("OIN of the organisation that witnesses: 20 digits")]
    public string OrgFlag { get; set; } = "";

    [Description("File with a bearer token (scopes timeline.read and timeline.write); it is read at every look")]
    public string? TokenFlag { get; set; }

    [Description("Seconds between two looks; default 0: look once")]
    public int EveryFlag { get; set; }
}

/// <summary>
/// A small witness, for an organisation that watches over the timeline. Run it on a machine of that organisation: a witness of the operator
/// proves nothing. Exit code 1 as soon as one log is not what it was.
/// </summary>
[Description("Watches over the timeline for an organisation: checks that each log only grew since the last look, and signs that. Prints its public key", Name = "witness")]
public sealed class WitnessCommand : JasperFxAsyncCommand<WitnessInput>
{
    public override async Task<bool> Execute(WitnessInput input)
    {
        if (input.OrgFlag is not { Length: 20 } || !input.OrgFlag.All(char.IsAsciiDigit) || !Uri.TryCreate(input.UrlFlag, UriKind.Absolute, out var url) || input.EveryFlag < 0)
            return await FailAsync("--org needs the 20 digits of an OIN, --url an address such as http://127.0.0.1:5080, --every a number of seconds.");

        using var host = input.BuildHost();
        var clock = host.Services.GetRequiredService<TimeProvider>();
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        try
        {
            var key = WitnessState.KeyIn(input.StateFlag, Witness.NameOf(new Shared.Oin(input.OrgFlag)));
            await Console.Out.WriteLineAsync($"public key {Convert.ToHexStringLower(key.Witness.PublicKey)}");
            if (input.TokenFlag is null) return true;
            using var http = new HttpClient { BaseAddress = new Uri(url, "/v1/"), Timeout = TimeSpan.FromSeconds(30) };
            while (true)
            {
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(input.TokenFlag, stop.Token)).Trim());
                try
                {
                    foreach (var log in Enum.GetValues<SealedLog>())
                    {
                        var look = await new WitnessLook(http, key, new WitnessState(input.StateFlag, log), clock).LookAsync(stop.Token);
                        await (look.Refused ? Console.Error : Console.Out).WriteLineAsync(look.Said);
                        if (look.Refused) return false;
                    }
                }
                catch (Exception passing) when (input.EveryFlag > 0 && !stop.IsCancellationRequested && passing is HttpRequestException or TaskCanceledException)
                {
                    // A server that is restarted is no log that changed: who watches it goes on.
                    await Console.Error.WriteLineAsync($"Nothing was signed this time. {passing.Message}");
                }

                if (input.EveryFlag == 0) return true;
                await Task.Delay(TimeSpan.FromSeconds(input.EveryFlag), stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or HttpRequestException or FormatException or JsonException or KeyNotFoundException or InvalidOperationException or TaskCanceledException)
        {
            return await FailAsync($"Nothing was signed. {failure.Message}");
        }
    }

    private static async Task<bool> FailAsync(string why)
    {
        await Console.Error.WriteLineAsync(why);
        return false;
    }
}
