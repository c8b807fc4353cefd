using System.Text.RegularExpressions;

namespace ChainCoop.Tests.Architecture;

/// <summary>
/// SQL is constants of the code: whatever comes from outside is a parameter. What is not a literal, and what stands in
/// one, is listed with the reason why it can be no input.
/// </summary>
public partial class sql_texts
{
    /// <summary>What is handed over other than a literal, by file.</summary>
    private static readonly Dictionary<string, string> PutTogether = new()
    {
        ["Access/HeldPages.cs: page"] = "one of the texts that are checked here",
        ["Feeds/Check/FeedCheck.cs: sql"] = "its callers give texts that are checked here",
        ["Sharing/GetAgreement.cs: OnePage"] = "a text that is checked here",
        ["Sharing/ListDisclosures.cs: OnePage"] = "a text that is checked here",
        ["Municipalities/CaseloadTables.cs: sql"] = "two texts that are checked here",
        ["Privacy/Erasures/EmptyBodies.cs: sql"] = "two literals of its caller",
        ["Privacy/Erasures/MakeDestroyer.cs: await script.ReadToEndAsync(cancellationToken)"] = "destroyer.sql",
        ["Privacy/Erasures/DestroyKeys.cs: sql"] = "its callers give texts that are checked here",
        ["Privacy/Erasures/RestoreCheck.cs: sql"] = "its callers give texts that are checked here",
        ["Timeline/MakeAppendOnly.cs: await script.ReadToEndAsync(cancellationToken)"] = "append-only.sql",
        ["Timeline/Bundles/EvidenceSelection.cs: sql"] = "texts of the same file that are checked here",
        ["Timeline/Bundles/PrepareEvidenceBundle.cs: sql"] = "one of two texts that are checked here",
        ["Timeline/LogRows.cs: sql"] = "one of two texts that are checked here",
        ["Timeline/Tiles.cs: sql"] = "one of two texts that are checked here",
        ["Timeline/Check/TimelineCheck.cs: sql"] = "one of two texts that are checked here",
        ["Timeline/Proofs/GetInclusionProof.cs: sql"] = "one of two texts that are checked here",
        ["Subscriptions/Delivery/Leases.cs: sql"] = "its callers give literals",
        ["Municipalities/Rebuild.cs: sql"] = "its callers give literals",
        ["Privacy/Retention/RetentionRebuild.cs: sql"] = "its callers give literals",
    };

    /// <summary>What stands in a text, by file.</summary>
    private static readonly Dictionary<string, string> Holes = new()
    {
        ["Access/HeldPages.cs: table"] = "a name in the code of the same file",
        ["Access/HeldPages.cs: kind"] = "a name in the code of the same file",
        ["Access/HeldPages.cs: Grants.Each"] = "the condition of lists that run along the grants",
        ["Audit/LogPages.cs: conditions"] = "a choice of literals",
        ["Signals/ListSignals.cs: InFull"] = "the same condition, for more than a sender sees",
        ["Privacy/Erasures/RestoreCheck.cs: InMain"] = "a constant",
        ["Privacy/Erasures/RestoreCheck.cs: InKeys"] = "a constant",
        ["Privacy/Erasures/RestoreCheck.cs: journal"] = "one of the two constants",
        ["Privacy/Erasures/RestoreCheck.cs: Destruction.Columns"] = "a constant",
        ["Access/AccessLogPartitions.cs: NameOf(month)"] = "log_ and a month",
        ["Access/AccessLogPartitions.cs: from"] = "the first day of a month",
        ["Access/AccessLogPartitions.cs: until"] = "the first day of a month",
        ["Access/AccessRecord.cs: Columns"] = "a constant",
        ["Access/Grants.cs: column"] = "a name in the code of the caller",
        ["Access/Grants.cs: Holds(\"…\")"] = "a part of the condition, with the name of a table in the code",
        ["Cases/Victims/GetHtcdsReport.cs: Grants.On(\"…\")"] = "the condition that every list joins, for one kind of member",
        ["Cases/ListCases.cs: Grants.Each"] = "the condition of lists that run along the grants",
        ["Signals/ListEnrichmentRequests.cs: Grants.Each"] = "the condition of lists that run along the grants",
        ["Signals/ListSignals.cs: Grants.Each"] = "the condition of lists that run along the grants",
        ["Municipalities/ReadCaseload.cs: Grants.Each"] = "the condition of lists that run along the grants",
        ["Municipalities/ReadCaseload.cs: (isGeneral ? \"…\" : \"…\")"] = "a choice of literals",
        ["Access/Grants.cs: Of(column, room)"] = "the condition itself, with names in the code of the caller",
        ["Sharing/ListDisclosures.cs: DisclosureRow.Columns"] = "a constant",
        ["Sharing/ListDisclosures.cs: DisclosureRow.StatusNow"] = "a constant",
        ["Sharing/ListDisclosures.cs: DisclosureRow.OverdueNow"] = "a constant",
        ["Sharing/ListDisclosures.cs: Grants.Each"] = "the condition of lists that run along the grants",
        ["Sharing/GetAgreement.cs: Grants.Each"] = "the condition of lists that run along the grants",
        ["Sharing/ListDisclosures.cs: OfRecord"] = "a constant",
        ["Sharing/ListDisclosures.cs: Grants.On(\"…\")"] = "the same condition, for one resource",
        ["Sharing/RestingOn.cs: Condition"] = "a constant",
        ["Access/Gate.cs: (premise.Alone ? \"…\" : \"…\")"] = "a choice of literals",
        ["Access/Grants.cs: room"] = "a name in the code of the caller",
        ["Access/Entry.cs: Grants.On(\"…\")"] = "the same condition, for one resource",
        ["Feeds/FeedEntries.cs: IsGiven"] = "the condition that every list joins, and who hears that access ended",
        ["Subscriptions/Delivery/DeliveryLedger.cs: TakenAtOnce"] = "a constant number",
        ["Subscriptions/CreateSubscription.cs: Grants.IsVisible(\"…\")"] = "the condition that every list joins, with the name of a parameter",
        ["Subscriptions/RewindSubscription.cs: Grants.IsVisible(\"…\")"] = "the condition that every list joins, with the name of a parameter",
        ["Subscriptions/Delivery/DeliveryLedger.cs: Wanted"] = "two conditions that are checked here",
        ["Subscriptions/Delivery/DeliveryLedger.cs: Endpoints.NotKnown"] = "a constant number",
        ["Subscriptions/Endpoints.cs: NotKnown"] = "a constant number",
        ["Subscriptions/Endpoints.cs: string.Join(\"…\", [.. set, \"…\"])"] = "its callers give literals",
        ["Feeds/FeedEntries.cs: Head"] = "a constant",
        ["Feeds/ReadFeedSnapshot.cs: FeedEntries.Head"] = "a constant",
        ["Subscriptions/CreateSubscription.cs: FeedEntries.Head"] = "a constant",
        ["Feeds/FeedEntries.cs: Grants.IsInFull(\"…\")"] = "the same condition, for more than a sender sees",
        ["Feeds/ReadFeedSnapshot.cs: Grants.IsVisible(\"…\")"] = "the condition that every list joins, with the name of a column",
        ["Feeds/FeedEntries.cs: AsOf"] = "a constant",
        ["Feeds/ReadFeedState.cs: FeedEntries.AsOf"] = "a constant",
        ["Feeds/ReadFeedSnapshot.cs: FeedEntries.AsOf"] = "a constant",
        ["Feeds/ReadFeedSnapshot.cs: Grants.Held"] = "the grants that count, with names in the code",
        ["Feeds/ReadFeedSnapshot.cs: Grants.IsInFull(\"…\")"] = "the same condition, for more than a sender sees",
        ["Feeds/Check/FeedCheck.cs: EventsAtOnce"] = "a constant number",
        ["Feeds/Check/StoredFeed.cs: RowsAtOnce"] = "a constant number",
        ["Feeds/Check/StoredFeed.cs: cursor"] = "feed_ and a number",
        ["Municipalities/CaseloadTables.cs: schema"] = "one of two constants",
        ["Municipalities/ReadCaseload.cs: MunicipalityAccess.AsOf"] = "a constant",
        ["Municipalities/ReadCaseload.cs: Grants.IsInFull(\"…\")"] = "the condition that every list joins, with the name of a column",
        ["Municipalities/ReadCaseload.cs: condition"] = "a choice of literals and the condition that every list joins",
        ["Municipalities/ReadCaseload.cs: (query.Kind is null ? \"…\" : \"…\")"] = "a choice of literals",
        ["Municipalities/ReadCaseload.cs: (query.Status is null ? \"…\" : \"…\")"] = "a choice of literals",
        ["Municipalities/ReadDeadlines.cs: MunicipalityAccess.AsOf"] = "a constant",
        ["Municipalities/ReadDeadlines.cs: query.Overdue switch { true => \"…\", false => \"…\", null => \"…\" }"] = "a choice of literals",
        ["Municipalities/ReadOverview.cs: MunicipalityAccess.AsOf"] = "a constant",
        ["Municipalities/Rebuild.cs: rowsInOrder"] = "one of the tables of this file, or a constant",
        ["Reports/FactTables.cs: schema"] = "a constant",
        ["Municipalities/Rebuild.cs: table"] = "one of two constants",
        ["Platform/LocalPostgres.cs: quoted"] = "quoted; the private cluster names its own databases",
        ["Privacy/Retention/RetentionTables.cs: schema"] = "one of two constants",
        ["Privacy/Erasures/Destruction.cs: Columns"] = "a constant",
        ["Privacy/Erasures/DestroyKeys.cs: Destruction.Columns"] = "a constant",
        ["Timeline/Bundles/EvidenceSelection.cs: Within"] = "a constant",
        ["Timeline/Bundles/EvidenceSelection.cs: Rows"] = "one of two texts that are checked here",
        ["Timeline/Bundles/EvidenceSelection.cs: LogRows.OfLeaf"] = "a constant",
        ["Timeline/Bundles/EvidenceSelection.cs: LogRows.ColumnsOf(Log)"] = "one of two constants",
        ["Timeline/LogRows.cs: OfLeaf"] = "a constant",
        ["Timeline/LogRows.cs: OfEvent"] = "a constant",
        ["Timeline/LogRows.cs: OfRecord"] = "a constant",
        ["Timeline/Checkpoints.cs: Columns"] = "a constant",
        ["Platform/SqlObject.cs: Identifier"] = "the name of a table in the code of a module",
    };

    [Fact]
    public void are_handed_over_as_literals() =>
        (from file in Source.App
         from sink in SinkForm().Matches(file.Text)
         let given = ArgumentAt(file.Text, sink.Index + sink.Length)
         where given is not null
         select $"{file}: {given}").Distinct().ShouldBe(PutTogether.Keys, ignoreOrder: true);

    [Fact]
    public void have_nothing_in_them_that_comes_from_outside() =>
        (from file in Source.App
         from literal in InterpolatedForm().Matches(file.Text)
         where SqlForm().IsMatch(literal.Value)
         from hole in HolesIn(literal.Value)
         where !ConditionForm().IsMatch(hole)
         select $"{file}: {hole}").Distinct().ShouldBe(Holes.Keys, ignoreOrder: true);

    [Theory]
    [InlineData("(\"select 1\", x)", null)]
    [InlineData("(\n  \"\"\"\n  select \"a\"\n  \"\"\")", null)]
    [InlineData("($\"select {Columns} from {x.Y(\"z\")}\", y)", null)]
    [InlineData("(\"select \" + name)", "\"select \" + name")]
    [InlineData("(sql, 1)", "sql")]
    [InlineData("(Of(a, b), 1)", "Of(a, b)")]
    public void are_seen_where_they_are_handed_over(string text, string? other) => ArgumentAt(text, 1).ShouldBe(other);

    [Theory]
    [InlineData("$\"select {Columns} from {x.Y(\"z\")}\"", "Columns|x.Y(\"…\")")]
    [InlineData("$\"\"\"\n  select {a} '{b}'\n  \"\"\"", "a|b")]
    [InlineData("$$\"\"\"select {no} {{yes}}\"\"\"", "yes")]
    [InlineData("$\"\"\"select {x switch { true => $\"and {a}\", _ => \"\" }} {b}\"\"\"", "a|x switch { true => \"…\", _ => \"…\" }|b")]
    public void are_looked_into(string text, string holes) => string.Join('|', HolesIn(text)).ShouldBe(holes);

    /// <summary>The first argument, unless it is one literal.</summary>
    private static string? ArgumentAt(string text, int start)
    {
        while (char.IsWhiteSpace(text[start])) start++;
        var after = start + LiteralForm().Match(text, start).Length;
        while (after > start && char.IsWhiteSpace(text[after])) after++;
        return after > start && text[after] is ',' or ')' or ';' or '}' ? null : UpToEnd(text, start);
    }

    /// <summary>The expressions in an interpolated literal and in the interpolated literals within them; other literals are left out.</summary>
    private static IEnumerable<string> HolesIn(string literal)
    {
        var dollars = literal.TakeWhile(character => character == '$').Count();
        var opening = new string('{', dollars);
        for (var at = literal.IndexOf(opening, StringComparison.Ordinal); at >= 0; at = literal.IndexOf(opening, at, StringComparison.Ordinal))
        {
            var start = at += dollars;
            for (var depth = 1; depth > 0; at++) depth += literal[at] switch { '{' => 1, '}' => -1, _ => 0 };
            var hole = literal[start..(at - 1)];
            foreach (Match within in InterpolatedForm().Matches(hole))
                foreach (var inner in HolesIn(within.Value)) yield return inner;
            yield return QuotedForm().Replace(hole, "\"…\"");
            at += dollars - 1;
        }
    }

    private static string UpToEnd(string text, int start)
    {
        var depth = 0;
        var at = start;
        for (; depth > 0 || text[at] is not (',' or ')' or ';'); at++)
            depth += text[at] switch { '(' => 1, ')' => -1, _ => 0 };
        return text[start..at].Trim();
    }

    /// <summary>Where SQL is handed over.</summary>
    [GeneratedRegex(@"(\b(CreateCommand|QueueSqlCommand|NpgsqlCommand|NpgsqlBatchCommand)\((?!\))|\bCommandText\s*=(?!=))")]
    private static partial Regex SinkForm();

    [GeneratedRegex("\\G\\$*(\"\"\"(.|\n)*?\"\"\"|\"([^\"\\\\{]|\\\\.|\\{[^}]*\\})*\")")]
    private static partial Regex LiteralForm();

    [GeneratedRegex("\\$+(\"\"\"(.|\n)*?\"\"\"|\"([^\"\\\\{]|\\\\.|\\{[^}]*\\})*\")")]
    private static partial Regex InterpolatedForm();

    /// <summary>The condition that every list joins, with names of columns.</summary>
    [GeneratedRegex("^Grants\\.Visible(InFull)?\\(\"…\"(, \"…\")?\\)\\z")]
    private static partial Regex ConditionForm();

    /// <summary>A statement or a part of one.</summary>
    [GeneratedRegex("^\\$+\"+\\s*(select|insert|update|delete|merge|with|create|alter|drop|truncate|grant|revoke|declare|fetch|copy|set|exists|from|where|and|or|order by|limit)\\b", RegexOptions.CultureInvariant)]
    private static partial Regex SqlForm();

    [GeneratedRegex("\\$*\"[^\"]*\"")]
    private static partial Regex QuotedForm();
}
