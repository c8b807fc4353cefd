using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Conformance;

/// <summary>The condition in SQL that every list joins, against the policy: one answer, whatever an organisation holds.</summary>
public class what_lists_join(AppFixture app)
{
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly MunicipalityCode Tiel = new("0281");

    /// <summary>What is read by its address alone.</summary>
    private static readonly GrantRole[] InNoList = [GrantRole.Disclosed, GrantRole.Offered];

    private static readonly AccessRule Rule =
        AccessRule.Of("any", ResourceKind.Signal, Room.General, Enum.GetValues<GrantRole>(), [Role.FocalPoint], "assessment");

    private static readonly Actor Actor = new(new("00000099000000268000"), new("officer-1"), new HashSet<Role> { Role.FocalPoint }, new HashSet<string>());

    [Fact]
    public async Task shows_what_the_policy_allows_and_as_much_of_it()
    {
        var token = TestContext.Current.CancellationToken;
        await using var connection = await app.Database.OpenConnectionAsync(token);
        await using var undone = await connection.BeginTransactionAsync(token);
        // Of what stands in no list, with or without it they are the same.
        foreach (var roles in Few([.. Enum.GetValues<GrantRole>().Except(InNoList)]).SelectMany(roles => new[] { roles, [.. roles, .. InNoList] }))
        {
            var resource = NewId.Ordered();
            foreach (var role in roles)
            {
                await using var give = connection.CreateCommand();
                give.CommandText = "insert into access.grants values ($1, 'general', $2, $3, 'signal', $4, '2020-01-01', null)";
                foreach (var value in (object[])[Actor.Organisation.Value, resource, Kebab.Of(role), Nijmegen.Value]) give.Parameters.Add(new() { Value = value });
                await give.ExecuteNonQueryAsync(token);
            }

            foreach (var mandated in (MunicipalityCode[][])[[], [Nijmegen], [Tiel], [Nijmegen, Tiel]])
            {
                await using var ask = connection.CreateCommand();
                ask.CommandText = $"select {Grants.Visible("@resource")}, {Grants.VisibleInFull("@resource")}, {Grants.IsVisible("@resource")}, {Grants.IsInFull("@resource")}";
                ask.Parameters.AddWithValue("organisation", Actor.Organisation.Value);
                ask.Parameters.AddWithValue("room", "general");
                ask.Parameters.AddWithValue("municipalities", mandated.Select(code => code.Value).ToArray());
                ask.Parameters.AddWithValue("now", TimeProvider.System.GetUtcNow());
                ask.Parameters.AddWithValue("resource", resource);
                await using var answer = await ask.ExecuteReaderAsync(token);
                await answer.ReadAsync(token);

                var verdict = Policy.Decide(
                    Rule, Actor, [.. mandated.Select(code => new MandatedRole(Role.FocalPoint, code))],
                    [.. roles.Except(InNoList).Select(role => new Grant(Room.General, role, Nijmegen))], null);
                var inFull = verdict.Grants.Any(role => role != GrantRole.Reporter);
                (answer.GetBoolean(0), answer.GetBoolean(1), answer.GetBoolean(2), answer.GetBoolean(3)).ShouldBe(
                    (verdict.Effect == Effect.Allow, inFull, verdict.Effect == Effect.Allow, inFull), $"{string.Join(' ', roles)} for {string.Join(' ', mandated)}");
            }
        }
    }

    /// <summary>Drawn grants of several organisations, rooms, municipalities and periods: a list is what is left when every resource is put to the policy.</summary>
    [Fact]
    public async Task lists_what_is_left_when_the_policy_is_asked_about_every_resource()
    {
        var token = TestContext.Current.CancellationToken;
        var random = new Random(7);
        var now = TimeProvider.System.GetUtcNow();
        MunicipalityCode[] municipalities = [Nijmegen, Tiel, new("0296")];
        Oin[] organisations = [Actor.Organisation, new("00000099000000281000")];
        await using var connection = await app.Database.OpenConnectionAsync(token);
        await using var undone = await connection.BeginTransactionAsync(token);
        var resources = Enumerable.Range(0, 300).Select(_ => NewId.Ordered()).ToList();
        List<(Guid Resource, Oin Organisation, Grant Grant, DateTimeOffset From, DateTimeOffset? Until)> given = [];
        foreach (var resource in resources)
        {
            // A resource is one municipality's; who has several roles in it has them in rows of their own.
            var municipality = municipalities[random.Next(municipalities.Length)];
            for (var i = random.Next(6); i > 0; i--)
            {
                var grant = new Grant((Room)random.Next(3), (GrantRole)random.Next(Enum.GetValues<GrantRole>().Length), municipality);
                var from = now.AddHours(random.Next(-20, 6));
                DateTimeOffset? until = random.Next(3) == 0 ? null : from.AddHours(random.Next(1, 20));
                var row = (Resource: resource, Organisation: organisations[random.Next(organisations.Length)], Grant: grant, From: from, Until: until);
                if (given.Exists(other => (other.Resource, other.Organisation, other.Grant.Room, other.Grant.Role) == (row.Resource, row.Organisation, row.Grant.Room, row.Grant.Role))) continue;
                given.Add(row);
                await using var give = connection.CreateCommand();
                give.CommandText = "insert into access.grants values ($1, $2, $3, $4, 'signal', $5, $6, $7)";
                foreach (var value in (object[])[row.Organisation.Value, Kebab.Of(grant.Room), resource, Kebab.Of(grant.Role), municipality.Value, from, until ?? (object)DBNull.Value])
                    give.Parameters.Add(new() { Value = value });
                await give.ExecuteNonQueryAsync(token);
            }
        }

        foreach (var room in Enum.GetValues<Room>())
        {
            foreach (var mandated in (MunicipalityCode[][])[[], [Nijmegen], [Tiel], [Nijmegen, Tiel], municipalities])
            {
                var role = RoomAccess.RolesOf(room).First();
                var rule = AccessRule.Of("any", ResourceKind.Signal, room, Enum.GetValues<GrantRole>(), [role], RolePurposes.Of(role).Value);
                var expected = resources.Where(resource => Policy.Decide(
                    rule, Actor with { Roles = new HashSet<Role> { role } }, [.. mandated.Select(code => new MandatedRole(role, code))],
                    [
                        .. given.Where(row => row.Resource == resource && row.Organisation == Actor.Organisation && row.From <= now && (row.Until is null || row.Until > now) && !InNoList.Contains(row.Grant.Role))
                            .Select(row => row.Grant),
                    ], null).Effect == Effect.Allow).OrderByDescending(resource => resource.ToString(), StringComparer.Ordinal).ToList();

                if (mandated.Length > 0) expected.Count.ShouldBeGreaterThan(10);
                (await ListAsync($"select g.resource from access.grants g where {Grants.Each} and g.resource = any(@resources) order by g.resource desc")).ShouldBe(expected);
                (await ListAsync($"select r from unnest(@resources) r where {Grants.Visible("r")} order by r desc")).ShouldBe(expected);

                async Task<List<Guid>> ListAsync(string sql)
                {
                    await using var ask = connection.CreateCommand();
                    ask.CommandText = sql;
                    ask.Parameters.AddWithValue("organisation", Actor.Organisation.Value);
                    ask.Parameters.AddWithValue("room", Kebab.Of(room));
                    ask.Parameters.AddWithValue("municipalities", mandated.Select(code => code.Value).ToArray());
                    ask.Parameters.AddWithValue("now", now);
                    ask.Parameters.AddWithValue("resources", resources.ToArray());
                    List<Guid> found = [];
                    await using var reader = await ask.ExecuteReaderAsync(token);
                    while (await reader.ReadAsync(token)) found.Add(reader.GetGuid(0));
                    return found;
                }
            }
        }
    }

    /// <summary>Up to three of them, and all: the condition of a list looks at two grants at once.</summary>
    private static IEnumerable<GrantRole[]> Few(GrantRole[] all) =>
        Enumerable.Range(0, 1 << all.Length).Where(chosen => System.Numerics.BitOperations.PopCount((uint)chosen) is var count && (count <= 3 || count == all.Length))
            .Select(chosen => all.Where((_, i) => (chosen & (1 << i)) != 0).ToArray());
}
