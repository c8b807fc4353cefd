using ChainCoop.Cases;
using ChainCoop.Platform;
using ChainCoop.Shared;
using ChainCoop.Timeline.Replay;
using Npgsql;

namespace ChainCoop.Municipalities;

/// <summary>The read models of a municipality at a moment, folded by the rules that keep the tables (<see cref="CaseloadRules"/>).</summary>
/// <param name="Rows">What it had at hand, the newest first.</param>
/// <param name="Last">The place in the timeline of the last fact in them.</param>
internal sealed record PastCaseload(IReadOnlyList<CaseloadItem> Rows, IReadOnlyList<RoomOverview> Rooms, long Last)
{
    /// <summary>Only of streams that ever were the municipality's, so that it costs what the municipality has and not what the district has.</summary>
    public static async Task<PastCaseload> AtAsync(MunicipalityCode municipality, SealedMoment moment, StoredEvents stored, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select distinct stream_id from chaincoop.mt_events
            where type in ('signal_received', 'case_proposed', 'room_handed_over') and data ->> 'municipality' = $1 and seq_id <= $2
            """);
        command.Parameters.Add(new() { Value = municipality.Value });
        command.Parameters.Add(new() { Value = moment.Sequence });
        List<Guid> streams = [];
        await using (var reader = await command.ExecuteReaderAsync(token))
        {
            while (await reader.ReadAsync(token)) streams.Add(reader.GetGuid(0));
        }

        var events = await stored.OfStreamsAsync([.. streams], token, moment.Sequence);
        var tracks = events.Select(@event => @event.Data).OfType<MemberJoined>().Where(joined => joined.Founding)
            .Select(joined => joined.VictimTrackId?.Value ?? joined.SecurityTrackId?.Value).OfType<Guid>().Distinct().ToArray();
        var caseload = Fold(events.Concat(await stored.OfStreamsAsync(tracks, token, moment.Sequence)).OrderBy(@event => @event.Sequence).Select(@event => (@event.Data, @event.Sequence)));
        return Of(municipality, caseload, moment.Clock);
    }

    /// <summary>What is left of a resource whose first facts were destroyed is left out.</summary>
    /// <param name="timeline">In its order.</param>
    public static Caseload Fold(IEnumerable<(object Data, long Sequence)> timeline)
    {
        var caseload = new Caseload();
        foreach (var (data, sequence) in timeline)
        {
            if (data is IFact fact && CaseloadRules.Of(fact) is { } change && (change.Opens is not null || change.Removes || caseload.Knows(change.Resource)))
                caseload.Apply(change, fact.At, sequence);
        }

        return caseload;
    }

    private static PastCaseload Of(MunicipalityCode municipality, Caseload caseload, DateTimeOffset clock)
    {
        var own = caseload.Changed.Where(row => row.Municipality == municipality).ToList();
        var rows = own.Where(row => row.Status != CaseloadRules.Merged).Select(ItemOf)
            .OrderByDescending(item => item.OpenedAt).ThenByDescending(item => item.Id).ToList();
        return new PastCaseload(
            rows,
            [
                .. Enum.GetValues<Room>().Select(room => new RoomOverview(
                    room,
                    [
                        .. rows.Where(item => item.Room == room).GroupBy(item => (item.Kind, item.Status)).OrderBy(group => group.Key.Kind).ThenBy(group => group.Key.Status)
                            .Select(group => new CaseloadCount(group.Key.Kind, group.Key.Status, group.Count())),
                    ],
                    caseload.ChangedDeadlines.Count(deadline => deadline.Municipality == municipality && deadline.Room == room && deadline.MetAt is null && deadline.DueAt <= clock))),
            ],
            own.Count == 0 ? 0 : own.Max(row => row.Sequence));

        CaseloadItem ItemOf(CaseloadRow row)
        {
            var dueAt = caseload.DueAt(row.Id);
            return new CaseloadItem(
                row.Id, Kebab.Parse<CaseloadKind>(Kebab.Of(row.Kind)), row.Room, row.Municipality, Status(row.Status), row.ExploitationTypes, row.Urgency, row.OpenedAt,
                row.UpdatedAt, dueAt, dueAt is not null && dueAt <= clock);
        }

        static CaseloadStatus Status(string status) => Kebab.Parse<CaseloadStatus>(status);
    }
}
