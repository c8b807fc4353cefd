using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Audit;
using ChainCoop.Organisations;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Timeline.Bundles;

/// <param name="Records">Signals, cases and tracks of one municipality, whose events are given.</param>
/// <param name="From">First instant of the period. With a period every leaf of the log in it is given, those of other records as commitments only.</param>
/// <param name="Until">End of the period, exclusive.</param>
/// <param name="Witnessed">Only under a checkpoint that as many witnesses signed as the policy asks for; it may take until they did.</param>
/// <param name="WithAccess">With the access records about the named records: that they stand in the access log, and nothing of who looked.</param>
public sealed record RequestEvidenceBundle(
    [property: MaxLength(100)] IReadOnlyList<AskedEvidence>? Records = null,
    DateTimeOffset? From = null,
    DateTimeOffset? Until = null,
    bool Witnessed = false,
    bool WithAccess = false) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require(Records is { Count: > 0 } || From is not null || Until is not null, "/records", "Name records, or a period.");
        faults.Require(From is null || Until is null || From < Until, "/until", "Must be after from.");
        faults.Require(Records is null || Records.OfType<AskedEvidence>().DistinctBy(asked => asked.Record).Count() == Records.OfType<AskedEvidence>().Count(), "/records", "Name each record once.");
    }
}

/// <param name="Clear">How much of its events is given; what is given in clear takes the yes of a privacy officer.</param>
public sealed record AskedEvidence(RecordId Record, EvidenceClarity Clear = EvidenceClarity.Headers);

public static class RequestEvidenceBundleEndpoint
{
    private static readonly string[] Kinds = [.. new[] { ResourceKind.Signal, ResourceKind.Case, ResourceKind.VictimTrack, ResourceKind.SecurityTrack }.Select(kind => Kebab.Of(kind))];

    /// <summary>Asks for evidence of what the timeline holds: a file that anybody can check without us. A privacy officer of who answers for the records decides on what is given in clear.</summary>
    [WolverinePost("/audit/evidence-bundles"), Scope("audit.write"), Idempotent(Required = true)]
    [ProducesResponseType<EvidenceBundleStanding>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(RequestEvidenceBundle command, Gate gate, NpgsqlDataSource source, CancellationToken token) =>
        gate.Create<EvidenceBundleStanding>(EvidenceBundleRules.Request, async entry =>
        {
            if (await RecordsOf(command.Records ?? [], entry, source, token) is not { } found)
                return Problems.InvalidInput([new Fault("/records", "Not all of these are records of one municipality that you audit.")]);
            return Decide(EvidenceBundleId.New(), command, found, entry.By, entry.Now);
        });

    internal static Decision Decide(EvidenceBundleId id, RequestEvidenceBundle command, NamedRecords named, ActorRef by, DateTimeOffset now)
    {
        var requested = new EvidenceBundleRequested(
            id, named.Records, command.From, command.Until, command.Witnessed, command.WithAccess, named.Keeper, named.Municipality, by, now);
        var status = EvidenceBundle.Create(requested).Status;
        return new()
        {
            Starts = [new NewStream(typeof(EvidenceBundle), id.Value, [requested])],
            Timers = status == EvidenceBundleStatus.Preparing ? [new Access.Timer(new PrepareEvidenceBundle(id), now)] : [],
            Answer = new EvidenceBundleStanding(id, status),
            Location = $"/audit/evidence-bundles/{id}",
        };
    }

    /// <summary>
    /// Who answers for all of the records: the auditor's own organisation, or with a mandate for the whole district any other one. Null: nobody
    /// does, or one of them does not exist for the auditor.
    /// </summary>
    private static async Task<NamedRecords?> RecordsOf(IReadOnlyList<AskedEvidence> asked, Entry entry, NpgsqlDataSource source, CancellationToken token)
    {
        var own = entry.By.Organisation;
        if (asked.Count == 0) return new NamedRecords([], own, entry.Mandated.MinBy(municipality => municipality.Value, StringComparer.Ordinal));

        await using var command = source.CreateCommand(
            """
            select organisation, municipality, array_agg(resource), array_agg(kind) from access.grants
            where resource = any($1) and role in ('owner', 'lead') and kind = any($2) and municipality = any($3) and ($4::text is null or organisation = $4)
              and valid_from <= $5 and (valid_until is null or valid_until > $5)
            group by organisation, municipality having count(distinct resource) = cardinality($1)
            """);
        command.Parameters.Add(new() { Value = asked.Select(one => one.Record.Value).ToArray() });
        command.Parameters.Add(new() { Value = Kinds });
        command.Parameters.Add(new() { Value = entry.Mandated.Select(municipality => municipality.Value).ToArray() });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = AuditRules.Within(own, entry.Mandated)?.Value });
        command.Parameters.Add(new() { Value = entry.Now.ToUniversalTime() });
        List<NamedRecords> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            var kinds = reader.GetFieldValue<Guid[]>(2).Zip(reader.GetFieldValue<string[]>(3)).DistinctBy(pair => pair.First).ToDictionary(pair => pair.First, pair => Kebab.Parse<ResourceKind>(pair.Second));
            found.Add(new NamedRecords(
                [.. asked.Select(one => new EvidenceRecord(one.Record, kinds[one.Record.Value], one.Clear))], new(reader.GetString(0)), new(reader.GetString(1))));
        }

        // A room may be led by a partner too: the municipality answers for it.
        return found.OrderBy(named => named.Keeper == own ? 0 : OrganisationRegister.Current.Find(named.Keeper)?.Municipality == named.Municipality ? 1 : 2).FirstOrDefault();
    }
}

internal sealed record NamedRecords(IReadOnlyList<EvidenceRecord> Records, Oin Keeper, MunicipalityCode Municipality);
