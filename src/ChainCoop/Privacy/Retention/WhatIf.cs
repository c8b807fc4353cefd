using System.Globalization;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Privacy.Retention;

/// <summary>What other rules would change for the records of a class as they are now.</summary>
/// <param name="Records">Open ones included: they have no end under any rules.</param>
/// <param name="DaysEarlier">At most.</param>
/// <param name="DueAtOnce">Due on the day under the other rules, and not under those in force.</param>
internal sealed record ClassDifference(RetentionClass Class, int Records, int Open, int Earlier, int DaysEarlier, int Later, int DaysLater, int DueAtOnce)
{
    public ClassDifference And(DateOnly? before, DateOnly? after, DateOnly day)
    {
        if (before is not { } old || after is not { } other) return this with { Records = Records + 1, Open = Open + 1 };
        var days = other.DayNumber - old.DayNumber;
        return this with
        {
            Records = Records + 1,
            Earlier = Earlier + (days < 0 ? 1 : 0),
            DaysEarlier = Math.Max(DaysEarlier, -days),
            Later = Later + (days > 0 ? 1 : 0),
            DaysLater = Math.Max(DaysLater, days),
            DueAtOnce = DueAtOnce + (other <= day && old > day ? 1 : 0),
        };
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Class.Value,-18} {Records,9:N0} records, {Open:N0} open; {Earlier:N0} earlier (at most {DaysEarlier:N0} days), {Later:N0} later (at most {DaysLater:N0} days), {DueAtOnce:N0} due at once");
}

/// <summary>Compares from the facts in the rows, so that a change of rules under way does not matter. Writes nothing.</summary>
internal static class WhatIf
{
    public static async Task<IReadOnlyList<ClassDifference>> RunAsync(
        NpgsqlDataSource source, RetentionVersion inForce, RetentionVersion other, DateOnly day, CancellationToken token)
    {
        await using var command = source.CreateCommand("select id, kind, ends_with, municipality, class, received_on, ended_on from privacy.retention");
        Dictionary<RetentionClass, ClassDifference> differences = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            var record = RetentionTables.Read(reader);
            differences[record.Class] = differences.GetValueOrDefault(record.Class, new ClassDifference(record.Class, 0, 0, 0, 0, 0, 0, 0))
                .And(inForce.Of(record).After, other.Of(record).After, day);
        }
        return [.. differences.Values.OrderBy(difference => difference.Class.Value, StringComparer.Ordinal)];
    }
}
