using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Cases;

/// <summary>Memberships whose agreed period is over and that did not end.</summary>
internal static class MissedMembershipEnds
{
    public static async Task<IReadOnlyList<MembershipEnds>> FindAsync(NpgsqlDataSource source, DateTimeOffset until, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select c.id, member ->> 'organisation', member ->> 'room'
            from chaincoop.mt_doc_case c cross join jsonb_array_elements(c.data -> 'members') member
            where (member ->> 'until')::timestamptz <= $1
            """);
        command.Parameters.Add(new() { Value = until.ToUniversalTime() });
        List<MembershipEnds> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
            found.Add(new MembershipEnds(CaseId.From(reader.GetGuid(0)), new Oin(reader.GetString(1)), Kebab.Parse<Room>(reader.GetString(2))));
        return found;
    }
}
