using ChainCoop.Timeline;
using ChainCoop.Timeline.Check;

namespace ChainCoop.IntegrationTests.Timeline;

/// <summary>TAMPER-01. Given a copy of a sealed database and a superuser who changes something in it, the check names the first index that is not as it was sealed.</summary>
public sealed class tampering_with_the_timeline(SealedDistrict district) : IClassFixture<SealedDistrict>
{
    private const string Event = "seq_id = (select sequence from timeline.leaves where log = 'events' and index = 30)";
    private const string Record = "id = (select id from timeline.leaves where log = 'access' and index = 7)";

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task is_not_seen_where_nobody_did()
    {
        await using var copy = await district.TamperAsync("select 1", token);
        foreach (var log in Enum.GetValues<SealedLog>())
        {
            var report = await new TimelineCheck(copy.Database, district.Keys).WholeAsync(log, null, token);
            report.ShouldSatisfyAllConditions(
                () => report.Fault.ShouldBeNull(), () => report.Rows.ShouldBeGreaterThan(30), () => report.Checkpoints.ShouldBeGreaterThan(0), () => report.Destroyed.ShouldBe(0));
        }
    }

    /// <summary>A column that comes with another version of the store has to be thought of: here, in the header or in the body.</summary>
    [Theory]
    [InlineData("chaincoop.mt_events", "bdata causation_id correlation_id data id is_archived mt_dotnet_type seq_id stream_id tenant_id timestamp type version")]
    [InlineData("access.log", "action at decided_at decision id justification kind method municipality officer organisation origin parent_span_id policy purpose reasons recipient resource roles route seq span_id started_at status subjects trace_id tx")]
    public async Task is_found_in_every_column_there_is(string table, string columns)
    {
        await using var copy = await district.TamperAsync("select 1", token);
        await using var command = copy.Database.CreateCommand("select string_agg(attname, ' ' order by attname collate \"C\") from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped");
        command.Parameters.Add(new() { Value = table, DataTypeName = "text" });
        (await command.ExecuteScalarAsync(token)).ShouldBe(columns);
    }

    [Theory]
    [InlineData("body", $"update chaincoop.mt_events set data = jsonb_set(data, array['urgency'], '\"other\"') where {Event}")]
    [InlineData("time in the body", $"update chaincoop.mt_events set data = jsonb_set(data, array['at'], '\"2020-01-01T00:00:00Z\"') where {Event}")]
    [InlineData("actor", $"update chaincoop.mt_events set data = jsonb_set(data, array['by', 'officer'], '\"somebody-else\"') where {Event}")]
    [InlineData("type", $"update chaincoop.mt_events set type = 'signal_dismissed' where {Event}")]
    [InlineData("time", $"update chaincoop.mt_events set timestamp = timestamp - interval '1 microsecond' where {Event}")]
    [InlineData("version", $"update chaincoop.mt_events set version = version + 100 where {Event}")]
    [InlineData("stream", $"update chaincoop.mt_events set stream_id = gen_random_uuid() where {Event}")]
    [InlineData("correlation", $"update chaincoop.mt_events set correlation_id = 'other' where {Event}")]
    [InlineData("causation", $"update chaincoop.mt_events set causation_id = 'other' where {Event}")]
    [InlineData("type of the program", $"update chaincoop.mt_events set mt_dotnet_type = 'other' where {Event}")]
    [InlineData("tenant", $"update chaincoop.mt_events set tenant_id = 'other' where {Event}")]
    [InlineData("archived", $"update chaincoop.mt_events set is_archived = true where {Event}")]
    [InlineData("other body", $"update chaincoop.mt_events set bdata = '\\x00' where {Event}")]
    [InlineData("id", $"update chaincoop.mt_events set id = gen_random_uuid() where {Event}")]
    [InlineData("no body of ours", $"update chaincoop.mt_events set data = '{{\"at\": 1.5}}' where {Event}")]
    [InlineData("emptied", $"update chaincoop.mt_events set data = '{{}}' where {Event}")]
    [InlineData("emptied with its salt", $"update chaincoop.mt_events set data = '{{}}' where {Event}; update timeline.leaves set salt = null where log = 'events' and index = 30")]
    [InlineData("salt", "update timeline.leaves set salt = null where log = 'events' and index = 30")]
    [InlineData("another salt", "update timeline.leaves set salt = body_hash where log = 'events' and index = 30")]
    [InlineData("leaf", "update timeline.leaves set leaf = body_hash where log = 'events' and index = 30")]
    [InlineData("leaf gone", "delete from timeline.leaves where log = 'events' and index = 30")]
    [InlineData("delete", $"delete from chaincoop.mt_events where {Event}")]
    [InlineData("renumbered", $"update chaincoop.mt_events set seq_id = -1 where {Event}")]
    [InlineData("reorder", $"update chaincoop.mt_events set seq_id = -1 where {Event}; update chaincoop.mt_events set seq_id = (select sequence from timeline.leaves where log = 'events' and index = 30) where seq_id = (select sequence from timeline.leaves where log = 'events' and index = 31); update chaincoop.mt_events set seq_id = (select sequence from timeline.leaves where log = 'events' and index = 31) where seq_id = -1")]
    public async Task with_an_event_is_found(string what, string sql) => (await FoundAsync(SealedLog.Events, sql)).Index.ShouldBe(30, what);

    [Theory]
    [InlineData("truncate chaincoop.mt_events", 0)]
    [InlineData("delete from chaincoop.mt_events where seq_id > (select sequence from timeline.leaves where log = 'events' and index = 12)", 13)]
    [InlineData("insert into chaincoop.mt_events (seq_id, id, stream_id, version, data, type) select 0, gen_random_uuid(), gen_random_uuid(), 1, data, type from chaincoop.mt_events where seq_id = 5", 0)]
    public async Task with_many_events_or_one_more_is_found(string sql, long index) => (await FoundAsync(SealedLog.Events, sql)).Index.ShouldBe(index);

    [Theory]
    [InlineData("update vault.payloads set ciphertext = (select ciphertext from vault.payloads order by id desc limit 1), nonce = (select nonce from vault.payloads order by id desc limit 1) where id = (select id from vault.payloads order by id limit 1)", "is not the one that the event committed to")]
    [InlineData("update vault.payloads set nonce = substring(ciphertext for 12)", "is not the one that the event committed to")]
    [InlineData("delete from vault.payloads where id = (select id from vault.payloads order by id limit 1)", "no destruction is on record")]
    public async Task with_a_ciphertext_is_found(string sql, string says)
    {
        var fault = await FoundAsync(SealedLog.Events, sql);
        fault.What.ShouldContain(says);
        fault.Index.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("officer", $"update access.log set officer = 'somebody-else' where {Record}")]
    [InlineData("instant", $"update access.log set at = at + interval '1 microsecond' where {Record}")]
    [InlineData("purpose", $"update access.log set purpose = null where {Record}")]
    [InlineData("start", $"update access.log set started_at = started_at - interval '1 second' where {Record}")]
    [InlineData("status", $"update access.log set status = 404 where {Record}")]
    [InlineData("subjects", $"update access.log set subjects = subjects || gen_random_uuid() where {Record}")]
    [InlineData("transaction", $"update access.log set tx = '1' where {Record}")]
    [InlineData("delete", $"delete from access.log where {Record}")]
    public async Task with_an_access_record_is_found(string what, string sql) => (await FoundAsync(SealedLog.Access, sql)).Index.ShouldBe(7, what);

    [Fact]
    public async Task by_a_record_that_is_put_in_is_found() =>
        (await FoundAsync(
            SealedLog.Access,
            """
            insert into access.log (id, at, tx, trace_id, span_id, roles, action, method, route, status, reasons, subjects, started_at)
            select gen_random_uuid(), at, tx, trace_id, span_id, roles, action, method, route, status, reasons, subjects, started_at from access.log where seq = (select min(seq) from access.log)
            """)).What.ShouldContain("never sealed");

    /// <summary>Who has the salts makes the leaf anew as well: then it is the signed head that does not fit.</summary>
    [Fact]
    public async Task by_who_makes_the_leaves_anew_is_found_by_the_signed_heads()
    {
        await using var copy = await district.TamperAsync($"update chaincoop.mt_events set data = jsonb_set(data, array['urgency'], '\"other\"') where {Event}", token);
        await foreach (var (leaf, row) in LogRows.SealedAsync(copy.Database, SealedLog.Events, 30, 31, token))
        {
            var made = Sealer.LeafOf(row!, leaf.Index, leaf.Salt!);
            await Superuser.DoAsync(
                copy.Database, $"update timeline.leaves set leaf = '\\x{Convert.ToHexString(made.Hash)}', body_hash = '\\x{Convert.ToHexString(made.BodyHash)}' where log = 'events' and index = 30", token);
        }

        var fault = (await copy.FaultAsync(SealedLog.Events, token))!;
        fault.Index.ShouldBeLessThanOrEqualTo(30);
        fault.What.ShouldContain("is not the one that was signed");

        // And nothing more is sealed onto it.
        await Superuser.DoAsync(copy.Database, "update chaincoop.mt_event_progression set last_seq_id = last_seq_id + 1; insert into chaincoop.mt_events (seq_id, id, stream_id, version, data, type) select max(seq_id) + 1, gen_random_uuid(), gen_random_uuid(), 1, '{}', 'signal_received' from chaincoop.mt_events", token);
        (await Should.ThrowAsync<BrokenTimelineException>(copy.Sealer.SealAsync(SealedLog.Events, token))).Fault.What.ShouldContain("another root");
    }

    [Theory]
    [InlineData("update timeline.checkpoints set root = '\\x00' where log = 'events' and size = (select max(size) from timeline.checkpoints where log = 'events')")]
    [InlineData("update timeline.checkpoints set note = replace(note, 'events', 'other') where log = 'events' and size = (select max(size) from timeline.checkpoints where log = 'events')")]
    public async Task with_a_signed_head_is_found(string sql) => (await FoundAsync(SealedLog.Events, sql)).ShouldNotBeNull();

    private async Task<TimelineFault> FoundAsync(SealedLog log, string sql)
    {
        await using var copy = await district.TamperAsync(sql, token);
        return (await copy.FaultAsync(log, token)).ShouldNotBeNull();
    }
}
