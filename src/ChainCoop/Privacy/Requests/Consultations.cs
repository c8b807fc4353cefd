using ChainCoop.Access;
using ChainCoop.Organisations;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Privacy.Requests;

/// <summary>That an organisation looked at data of the person.</summary>
/// <param name="On">The day in the Netherlands.</param>
public sealed record Consultation(Oin Organisation, Purpose? Purpose, DateOnly On);

/// <summary>
/// What a data subject does not hear of who has access and who looked: it would tell of an investigation (art. 41(1)(d)
/// UAVG, art. 27 Wpg). Everything about the security room, and every body that investigates or supports that.
/// </summary>
public static class Confidentiality
{
    private static readonly HashSet<OrganisationKind> Investigators =
        [new("police"), new("prosecution"), new("kmar"), new("labour-inspectorate"), new("riec")];

    private static readonly Purpose Security = new("security");

    public static bool Hides(Oin organisation) => OrganisationRegister.Current.Find(organisation) is not { } known || Investigators.Contains(known.Kind);

    public static bool Hides(ResourceKind? kind, Purpose? purpose, Oin organisation) =>
        kind == ResourceKind.SecurityTrack || purpose == Security || Hides(organisation);
}

/// <summary>Who has or had access to a record, and who looked at what it has of a person; without what is confidential.</summary>
internal static class Recipients
{
    public static async Task<IReadOnlyList<Oin>> OfAsync(SourceRecord record, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            "select distinct organisation from access.grants where resource = $1 and kind = $2 and room in ('general', 'care') order by organisation");
        command.Parameters.Add(new() { Value = record.Id });
        command.Parameters.Add(new() { Value = Kebab.Of(SourceKinds.ResourceOf(record.Kind)) });
        List<Oin> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) found.Add(new Oin(reader.GetString(0)));
        return [.. found.Where(organisation => !Confidentiality.Hides(organisation))];
    }

    /// <summary>
    /// Every answer that gave data of these persons, once per day. The log has no index on persons, which every request would
    /// pay for; an export looks through it once, from the day on which a record first had one of them.
    /// </summary>
    public static async Task<ILookup<SubjectId, Consultation>> ConsultationsAsync(
        IReadOnlyCollection<SubjectId> subjects, DateOnly since, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select distinct subject, (at at time zone 'Europe/Amsterdam')::date as day, organisation, purpose, kind
            from access.log cross join lateral unnest(subjects) subject
            where subjects && $1 and subject = any($1) and at >= $2 and status = 200 and organisation is not null and (method = 'GET' or route like '%/\_search')
            order by day, organisation, purpose, kind
            """);
        command.Parameters.Add(new() { Value = subjects.Select(subject => subject.Value).ToArray() });
        command.Parameters.Add(new() { Value = DutchTime.StartOf(since).ToUniversalTime() });
        List<(SubjectId Subject, Consultation Consultation)> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            var consultation = new Consultation(
                new Oin(reader.GetString(2)), await reader.IsDBNullAsync(3, token) ? null : new Purpose(reader.GetString(3)), reader.GetFieldValue<DateOnly>(1));
            ResourceKind? kind = await reader.IsDBNullAsync(4, token) ? null : Kebab.Parse<ResourceKind>(reader.GetString(4));
            if (!Confidentiality.Hides(kind, consultation.Purpose, consultation.Organisation)) found.Add((SubjectId.From(reader.GetGuid(0)), consultation));
        }

        return found.Distinct().ToLookup(line => line.Subject, line => line.Consultation);
    }
}
