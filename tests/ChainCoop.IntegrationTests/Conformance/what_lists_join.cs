using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Conformance;

/// <summary>The condition in SQL that every list joins, against the policy: one answer, whatever an organisation holds.</summary>
public class what_lists_join(AppFixture app)
{
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly MunicipalityCode Tiel = new("0281");

    private static readonly AccessRule Rule =
        AccessRule.Of("any", ResourceKind.Signal, Room.General, Enum.GetValues<GrantRole>(), [Role.FocalPoint], "assessment");

    private static readonly Actor Actor = new(new("00000099000000268000"), new("officer-1"), new HashSet<Role> { Role.FocalPoint }, new HashSet<string>());

    [Fact]
    public async Task shows_what_the_policy_allows_and_as_much_of_it()
    {
        var token = TestContext.Current.CancellationToken;
        await using var connection = await app.Database.OpenConnectionAsync(token);
        await using var undone = await connection.BeginTransactionAsync(token);
        // What was disclosed stands in no list: with or without it they are the same.
        foreach (var roles in Subsets([.. Enum.GetValues<GrantRole>().Where(role => role != GrantRole.Disclosed)]).SelectMany(roles => new[] { roles, [.. roles, GrantRole.Disclosed] }))
        {
            var resource = NewId.Ordered();
            foreach (var role in roles)
            {
                await using var give = connection.CreateCommand();
                give.CommandText = "insert into access.grants values ($1, 'general', $2, $3, 'signal', $4, '2020-01-01', null)";
                foreach (var value in (object[])[Actor.Organisation.Value, resource, Kebab.Of(role), Nijmegen.Value]) give.Parameters.Add(new() { Value = value });
                await give.ExecuteNonQueryAsync(token);
            }

            foreach (var mandated in (MunicipalityCode[][])[[Nijmegen], [Tiel], [Nijmegen, Tiel]])
            {
                await using var ask = connection.CreateCommand();
                ask.CommandText = $"select {Grants.Visible("@resource")}, {Grants.VisibleInFull("@resource")}, {Grants.IsInFull("@resource")}, {Grants.VisibleInPart("@resource")}";
                ask.Parameters.AddWithValue("organisation", Actor.Organisation.Value);
                ask.Parameters.AddWithValue("room", "general");
                ask.Parameters.AddWithValue("municipalities", mandated.Select(code => code.Value).ToArray());
                ask.Parameters.AddWithValue("now", TimeProvider.System.GetUtcNow());
                ask.Parameters.AddWithValue("resource", resource);
                await using var answer = await ask.ExecuteReaderAsync(token);
                await answer.ReadAsync(token);

                var verdict = Policy.Decide(
                    Rule, Actor, [.. mandated.Select(code => new MandatedRole(Role.FocalPoint, code))],
                    [.. roles.Where(role => role != GrantRole.Disclosed).Select(role => new Grant(Room.General, role, Nijmegen))], null);
                var inPart = Policy.Decide(
                    Rule, Actor, [.. mandated.Select(code => new MandatedRole(Role.FocalPoint, code))], [.. roles.Select(role => new Grant(Room.General, role, Nijmegen))], null);
                answer.GetBoolean(3).ShouldBe(inPart.Effect == Effect.Allow);
                var inFull = verdict.Grants.Any(role => role != GrantRole.Reporter);
                (answer.GetBoolean(0), answer.GetBoolean(1), answer.GetBoolean(2)).ShouldBe(
                    (verdict.Effect == Effect.Allow, inFull, inFull), $"{string.Join(' ', roles)} for {string.Join(' ', mandated)}");
            }
        }
    }

    private static IEnumerable<GrantRole[]> Subsets(GrantRole[] all) =>
        Enumerable.Range(0, 1 << all.Length).Select(chosen => all.Where((_, i) => (chosen & (1 << i)) != 0).ToArray());
}
