using ChainCoop.Access;
using ChainCoop.Shared;
using JasperFx;
using Marten;
using Npgsql;
using Wolverine;
using Wolverine.Runtime;

namespace ChainCoop.Sharing;

/// <summary>The time of a disclosure came. Never cancelled: when it comes, the state says whether it still matters. Reads ask the clock meanwhile.</summary>
public sealed record DisclosureEnds(DisclosureId DisclosureId) : IDueMessage;

public static class DisclosureEndsHandler
{
    public static async Task<OutgoingMessages> Handle(DisclosureEnds due, IDocumentSession session, TimeProvider clock, CancellationToken token)
    {
        OutgoingMessages later = [];
        var stream = await session.Events.FetchForWriting<Disclosure>(due.DisclosureId.Value, token);
        foreach (var ended in Decide(stream.Aggregate, clock.GetUtcNow()))
        {
            stream.AppendOne(ended);
            Grants.Fold(session, ended);
            later.Schedule(new DisclosureReceiptDue(due.DisclosureId), ended.ReceiptDueAt);
        }

        return later;
    }

    /// <summary>What is over by the clock and nothing recorded yet stands in nobody's way: it is recorded now.</summary>
    /// <returns>False: somebody else did so at the same moment.</returns>
    internal static async Task<bool> RecordMissedAsync(
        RecordId record, Oin receiver, NpgsqlDataSource source, IWolverineRuntime runtime, DateTimeOffset now, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select id from chaincoop.mt_doc_disclosure
            where data ->> 'status' = 'in-force' and data -> 'record' = to_jsonb($1::text) and data -> 'receiver' = to_jsonb($2::text)
              and (data ->> 'expiresAt')::timestamptz <= $3
            """);
        command.Parameters.Add(new() { Value = record.ToString() });
        command.Parameters.Add(new() { Value = receiver.Value });
        command.Parameters.Add(new() { Value = now.ToUniversalTime() });
        if (await command.ExecuteScalarAsync(token) is not Guid missed) return true;
        try
        {
            await new MessageBus(runtime).InvokeAsync(new DisclosureEnds(DisclosureId.From(missed)), token);
            return true;
        }
        catch (ConcurrencyException)
        {
            return false;
        }
    }

    /// <summary>It may have ended before, and a message may come twice.</summary>
    public static IReadOnlyList<DisclosureEnded> Decide(Disclosure? disclosure, DateTimeOffset now) =>
        disclosure is { Status: DisclosureStatus.InForce } && disclosure.ExpiresAt <= now
            ? [disclosure.Ended(DisclosureEnding.Expired, DisclosureEndReasons.Expired, null, null, now)]
            : [];
}

/// <summary>The term for the receipt is over. Never cancelled.</summary>
public sealed record DisclosureReceiptDue(DisclosureId DisclosureId) : IDueMessage;

public static class DisclosureReceiptDueHandler
{
    public static async Task Handle(DisclosureReceiptDue due, IDocumentSession session, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<Disclosure>(due.DisclosureId.Value, token);
        stream.AppendMany(Decide(stream.Aggregate, clock.GetUtcNow()));
    }

    /// <summary>The receipt may have come, and a message may come twice.</summary>
    public static IReadOnlyList<object> Decide(Disclosure? disclosure, DateTimeOffset now) =>
        disclosure is { Unconfirmed: false } && disclosure.IsOverdue(now) ? [new DisclosureUnconfirmed(disclosure.Id, disclosure.Room, now)] : [];
}

/// <summary>Disclosures whose time came and that did not end, and receipts whose term is over and nothing says so.</summary>
internal static class MissedDisclosures
{
    public static async Task<IReadOnlyList<IDueMessage>> FindAsync(NpgsqlDataSource source, DateTimeOffset until, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select 'ends', id from chaincoop.mt_doc_disclosure
            where data ->> 'status' = 'in-force' and (data ->> 'expiresAt')::timestamptz <= $1
            union all
            select 'receipt', id from chaincoop.mt_doc_disclosure
            where data ->> 'status' <> 'in-force' and data -> 'receipt' = 'null' and not (data ->> 'unconfirmed')::boolean
              and (data -> 'end' ->> 'receiptDueAt')::timestamptz <= $1
            """);
        command.Parameters.Add(new() { Value = until.ToUniversalTime() });
        List<IDueMessage> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            var id = DisclosureId.From(reader.GetGuid(1));
            found.Add(reader.GetString(0) == "ends" ? new DisclosureEnds(id) : new DisclosureReceiptDue(id));
        }

        return found;
    }
}
