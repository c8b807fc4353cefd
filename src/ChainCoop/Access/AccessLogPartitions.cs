using System.Globalization;
using ChainCoop.Platform;
using Marten;

namespace ChainCoop.Access;

/// <summary>
/// The access log has a partition per month, so that a month can be dropped at the end of its term. They are made a year
/// ahead with the other tables (at start in Development, by <c>db-apply</c> elsewhere); what comes when there is none goes to
/// <c>access.log_rest</c> and moves over when its partition is made.
/// </summary>
internal static class AccessLogPartitions
{
    private const int MonthsAhead = 12;

    public static StoreOptions AddAccessLogPartitions(this StoreOptions store, DateTimeOffset now)
    {
        var month = new DateOnly(now.Year, now.Month, 1);
        for (var i = 0; i <= MonthsAhead; i++, month = month.AddMonths(1))
            store.Storage.ExtendedSchemaObjects.Add(new SqlObject("access", NameOf(month), Create(month)) { CanWait = true });
        return store;
    }

    public static string NameOf(DateTimeOffset instant) => NameOf(DateOnly.FromDateTime(instant.UtcDateTime));

    private static string NameOf(DateOnly day) => day.ToString("'log_'yyyy_MM", CultureInfo.InvariantCulture);

    /// <summary>Rows that came too early move, which is no change: nobody else lets one go. Rows that came too early are in the default partition, and PostgreSQL attaches no partition that ought to have them.</summary>
    private static string Create(DateOnly month)
    {
        var (from, until) = (Instant(month), Instant(month.AddMonths(1)));
        return $"""
            create table access.{NameOf(month)} (like access.log including defaults including constraints);
            alter table access.log_rest disable trigger user;
            with early as (delete from access.log_rest where at >= '{from}' and at < '{until}' returning *)
            insert into access.{NameOf(month)} select * from early;
            alter table access.log_rest enable trigger user;
            alter table access.log attach partition access.{NameOf(month)} for values from ('{from}') to ('{until}');
            """;
    }

    private static string Instant(DateOnly day) => day.ToString("yyyy-MM-dd'T00:00:00Z'", CultureInfo.InvariantCulture);
}
