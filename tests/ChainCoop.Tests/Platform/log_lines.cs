using System.Text.Json;
using ChainCoop.Platform;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ChainCoop.Tests.Platform;

public class log_lines
{
    private static readonly Action<ILogger, int, string, Exception?> Happened =
        LoggerMessage.Define<int, string>(LogLevel.Warning, new EventId(7), "{Count} rows of {Table}\nare late");

    [Fact]
    public void are_one_json_object_each_with_the_values_of_the_template() =>
        Written(null).ShouldBe(
            """
            {"at":"2026-03-02T08:00:00Z","level":"Warning","category":"ChainCoop.Feeds","event":7,"message":"3 rows of feeds\nare late","values":{"Count":3,"Table":"feeds","{OriginalFormat}":"{Count} rows of {Table}\nare late"}}

            """);

    [Fact]
    public void tell_the_kinds_of_an_exception_and_not_what_it_says()
    {
        var line = Written(Thrown());

        line.ShouldNotContain("Jansen");
        using var json = JsonDocument.Parse(line);
        json.RootElement.GetProperty("exceptions").EnumerateArray().Select(name => name.GetString())
            .ShouldBe(["System.InvalidOperationException", "System.FormatException"]);
        json.RootElement.GetProperty("stackTrace").GetString()!.ShouldContain(nameof(Thrown));
    }

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("No Jansen", new FormatException("Jansen is no number"));
        }
        catch (InvalidOperationException exception)
        {
            return exception;
        }
    }

    private static string Written(Exception? exception)
    {
        var text = new StringWriter { NewLine = "\n" };
        var formatter = new JsonLines(new FakeTimeProvider(new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero)));
        Happened(new Through(formatter, text), 3, "feeds", exception);
        return text.ToString();
    }

    private sealed class Through(JsonLines formatter, TextWriter text) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> write) =>
            formatter.Write(new LogEntry<TState>(logLevel, "ChainCoop.Feeds", eventId, state, exception, write), null, text);
    }
}
