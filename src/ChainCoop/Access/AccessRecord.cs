using System.Net;
using System.Net.Sockets;
using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Access;

/// <summary>
/// The one record of a request, from which access log, decision log and Logboek Dataverwerkingen are made. It is
/// written with the answer: no record, no answer. Ids and codes only.
/// </summary>
public sealed record AccessRecord
{
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required string TraceId { get; init; }
    public required string SpanId { get; init; }

    /// <summary>Of the caller's trace; null when he began none.</summary>
    public string? ParentSpanId { get; init; }
    public required string Method { get; init; }

    /// <summary>The template of the route, never the address that was asked for.</summary>
    public required string Route { get; init; }
    public required string Action { get; init; }
    public required int Status { get; init; }
    public Actor? Actor { get; init; }
    public Purpose? Purpose { get; init; }
    public ResourceKind? Kind { get; init; }
    public Guid? Resource { get; init; }
    public MunicipalityCode? Municipality { get; init; }
    public Verdict? Verdict { get; init; }

    /// <summary>The instant that the verdict was taken on, and that the facts of the same request carry; null without a verdict.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Whose data was given or written.</summary>
    public IReadOnlyList<SubjectId> Subjects { get; init; } = [];

    /// <summary>To whom a disclosure gave them, and on what ground.</summary>
    public Recipient? Given { get; init; }

    /// <summary>Network of the caller (first 24 bits of an IPv4, 48 of an IPv6 address): enough to find a source, not a person.</summary>
    public string? Origin { get; init; }

    private const string Columns =
        "id, at, started_at, trace_id, span_id, organisation, officer, roles, purpose, action, method, route, kind, resource, municipality, status, decision, reasons, policy, subjects, origin, parent_span_id, recipient, justification, decided_at";

    /// <summary>Part of the transaction that yields the answer.</summary>
    public void WriteWith(IDocumentOperations operations) =>
        operations.QueueSqlCommand(
            $"insert into access.log ({Columns}) values (?, ?, ?, ?, ?, nullif(?, ''), nullif(?, ''), ?, nullif(?, ''), ?, ?, ?, nullif(?, ''), nullif(?, '00000000-0000-0000-0000-000000000000'::uuid), nullif(?, ''), ?, nullif(?, ''), ?, nullif(?, ''), ?, nullif(?, ''), nullif(?, ''), nullif(?, ''), nullif(?, ''), nullif(?, 'infinity'::timestamptz))",
            Values());

    /// <summary>A transaction of its own, for a refusal that wrote nothing else.</summary>
    public async Task WriteAsync(NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            $"insert into access.log ({Columns}) values ($1, $2, $3, $4, $5, nullif($6, ''), nullif($7, ''), $8, nullif($9, ''), $10, $11, $12, nullif($13, ''), nullif($14, '00000000-0000-0000-0000-000000000000'::uuid), nullif($15, ''), $16, nullif($17, ''), $18, nullif($19, ''), $20, nullif($21, ''), nullif($22, ''), nullif($23, ''), nullif($24, ''), nullif($25, 'infinity'::timestamptz))");
        foreach (var value in Values()) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(token);
    }

    /// <summary>Without a valid token there is nobody to name: counted per network and minute.</summary>
    public static async Task CountUnauthenticatedAsync(NpgsqlDataSource source, DateTimeOffset at, string origin, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            insert into access.unauthenticated as u (minute, origin, count) values ($1, $2, 1)
            on conflict (minute, origin) do update set count = u.count + 1
            """);
        command.Parameters.Add(new() { Value = new DateTimeOffset(at.Year, at.Month, at.Day, at.Hour, at.Minute, 0, TimeSpan.Zero) });
        command.Parameters.Add(new() { Value = origin });
        await command.ExecuteNonQueryAsync(token);
    }

    public static string NetworkOf(IPAddress? address)
    {
        if (address is null) return "unknown";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        var kept = address.AddressFamily == AddressFamily.InterNetwork ? 3 : 6;
        Array.Clear(bytes, kept, bytes.Length - kept);
        return $"{new IPAddress(bytes)}/{kept * 8}";
    }

    private object[] Values() =>
    [
        NewId.Ordered(), At.ToUniversalTime(), StartedAt.ToUniversalTime(), TraceId, SpanId,
        Actor?.Organisation.Value ?? "", Actor?.Officer.Value ?? "", Actor?.Roles.Select(Kebab.Of).Order(StringComparer.Ordinal).ToArray() ?? [],
        Purpose?.Value ?? "", Action, Method, Route, Kind is { } kind ? Kebab.Of(kind) : "", Resource ?? Guid.Empty, Municipality?.Value ?? "",
        Status, Verdict is { } verdict ? Kebab.Of(verdict.Effect) : "", Verdict?.Reasons.ToArray() ?? [], Verdict is null ? "" : Policy.Version,
        Subjects.Select(subject => subject.Value).ToArray(), Origin ?? "",
        ParentSpanId ?? "", Given?.Organisation.Value ?? "", Given?.Basis ?? "", DecidedAt?.ToUniversalTime() ?? DateTimeOffset.MaxValue.ToUniversalTime(),
    ];
}
