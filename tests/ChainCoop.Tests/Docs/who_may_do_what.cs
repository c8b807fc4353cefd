using System.Reflection;
using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Docs;

/// <summary>
/// docs/access.md says what the policy answers: each line of its tables is every question of that kind, put to
/// <see cref="Policy.Decide"/>. UPDATE_DOCS=1 writes it; what changes there is read by whoever answers for the law.
/// </summary>
public class who_may_do_what
{
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly ResourceKind[] Records = [ResourceKind.Signal, ResourceKind.Case, ResourceKind.VictimTrack, ResourceKind.SecurityTrack];
    private static readonly string[] Purposes = [.. CodeLists.Find(Purpose.List)!.Items.Select(purpose => purpose.Code)];

    [Fact]
    public void is_written_as_the_policy_decides()
    {
        var path = Source.PathOf("docs/access.md");
        var expected = Write();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1") File.WriteAllText(path, expected);
        File.ReadAllText(path).ShouldBe(expected, "Run the pure tests once with UPDATE_DOCS=1, read what changes in docs/access.md, and commit it.");
    }

    [Fact]
    public void names_a_route_for_every_rule_and_a_rule_for_every_route_that_is_not_open()
    {
        var routes = RoutesByRule();
        AccessRules.ByName.Keys.Except(routes.Keys).ShouldBeEmpty();
        Route.All.Where(route => route.Method.GetCustomAttribute<ScopeAttribute>() is not null).Except(routes.Values.SelectMany(of => of)).ShouldBeEmpty();
    }

    private static string Write()
    {
        List<string> lines =
        [
            """
            # Who may see what, and why

            Made from what the policy answers (`tests/ChainCoop.Tests/Docs/who_may_do_what.cs`): every line below was put to it, and what is
            not below was refused.

            A request is allowed when all of this holds at its moment:
            - the **organisation** holds a grant on the record (how it got it: `Access/GrantRules.cs`), in the room that the action is about;
            - the **officer** holds the role in the token *and* by a mandate, for the municipality of the record;
            - the **purpose** that is stated, or else the default purpose of the role, is one of those of the action.

            Without a grant, or without a role that may enter the room, a record does not exist: 404, as for an id that nobody has. Who may see a
            record and not do this with it, or not for this purpose, gets 403. A list gives what a single look would give.

            Who sent a signal to another municipality (`reporter`), and who received a record of which something is erased (`receiver`), sees that
            with a mandate for any municipality: its own contribution, or what it has to destroy. So does a party to an agreement (`party`), and
            who was given some of a record by a disclosure (`disclosed`): those fields, at the address of the record and in no list,
            for the purpose of the disclosure alone. Only who answers for the receiver's data also reads them for the rights of data subjects.

            Who reported anonymously has no organisation, role or purpose, and is asked for none: with the follow-up token of a signal one reads its
            status and questions (`GET /follow-up`) and answers these (`POST /follow-up/answers`), until the token ends or the signal is destroyed.

            ## Rooms

            | room | roles that enter it | purposes |
            |---|---|---|
            """,
            .. Enum.GetValues<Room>().Select(room => $"| {Kebab.Of(room)} | {Names(RoomAccess.RolesOf(room))} | {string.Join(", ", RoomAccess.PurposesOf(room))} |"),
            """

            ## Default purposes

            | role | purpose where none is stated |
            |---|---|
            """,
            .. Enum.GetValues<Role>().Select(role => $"| {Kebab.Of(role)} | {RolePurposes.Of(role)} |"),
        ];

        var routes = RoutesByRule();
        foreach (var kind in AccessRules.ByName.Values.GroupBy(rule => rule.Kind).OrderBy(group => group.Key))
        {
            lines.Add(
                $"""

                ## {char.ToUpperInvariant(Kebab.Of(kind.Key)[0])}{Kebab.Of(kind.Key)[1..].Replace('-', ' ')}

                | action | route | roles | grant (room) | purposes |
                |---|---|---|---|---|
                """);
            foreach (var rule in kind.OrderBy(rule => rule.Name, StringComparer.Ordinal))
            {
                var of = string.Join("<br>", routes[rule.Name].Select(route => $"`{route}`"));
                foreach (var (roles, grants, purposes) in Allowed(rule)) lines.Add($"| `{rule.Name}` | {of} | {roles} | {grants} | {purposes} |");
            }
        }
        return string.Join('\n', lines).ReplaceLineEndings("\n") + "\n";
    }

    /// <summary>What is allowed, put together where the same holds for several roles.</summary>
    private static IEnumerable<(string Roles, string Grants, string Purposes)> Allowed(AccessRule rule)
    {
        Grant?[] grants = rule.Grants.Count == 0
            ? [null]
            : [.. from role in Enum.GetValues<GrantRole>() from room in Enum.GetValues<Room>() select new Grant(room, role, Nijmegen)];
        var byRole =
            from role in Enum.GetValues<Role>()
            from grant in grants
            let purposes = string.Join(", ", Purposes.Where(purpose => Allows(rule, role, grant, purpose)))
            where purposes.Length > 0
            group grant by (role, purposes) into same
            select (same.Key.role, same.Key.purposes, Grants: GrantsIn(same));
        return byRole.GroupBy(line => (line.Grants, line.purposes))
            .Select(line => (string.Join(", ", line.Select(one => Kebab.Of(one.role))), line.Key.Grants, line.Key.purposes));
    }

    private static bool Allows(AccessRule rule, Role role, Grant? grant, string purpose) => Policy.Decide(
        rule,
        new Actor(new("00000099000000268000"), new("officer-1"), new HashSet<Role> { role }, new HashSet<string>()),
        [new MandatedRole(role, Nijmegen)], grant is null ? [] : [grant with { Part = grant.Role == GrantRole.Disclosed ? new DisclosedPart([], null, new Purpose(purpose)) : null }],
        new Purpose(purpose)).Effect == Effect.Allow;

    private static string GrantsIn(IEnumerable<Grant?> grants)
    {
        var byRoom = grants.OfType<Grant>().GroupBy(grant => grant.Role).Select(of => (Role: Kebab.Of(of.Key), Rooms: string.Join(", ", of.Select(grant => Kebab.Of(grant.Room)))))
            .GroupBy(of => of.Rooms).Select(same => $"{string.Join(", ", same.Select(of => of.Role))} ({same.Key})").ToList();
        return byRoom.Count == 0 ? "none" : string.Join("; ", byRoom);
    }

    /// <summary>The rules that the code of a route names; where it chooses one, all among which it chooses.</summary>
    private static Dictionary<string, List<Route>> RoutesByRule()
    {
        Dictionary<string, List<Route>> found = [];
        foreach (var route in Route.All)
        {
            foreach (var member in Code.MembersNamedBy(route.Method))
            {
                var rules = member switch
                {
                    FieldInfo { IsStatic: true } field when field.FieldType == typeof(AccessRule) => [(AccessRule)field.GetValue(null)!],
                    MethodInfo { ReturnType: var returned } method when returned == typeof(AccessRule) => ChoicesOf(method),
                    _ => (IEnumerable<AccessRule>)[],
                };
                foreach (var rule in rules)
                {
                    if (!found.TryGetValue(rule.Name, out var routes)) found[rule.Name] = routes = [];
                    if (!routes.Contains(route)) routes.Add(route);
                }
            }
        }
        return found;
    }

    private static IEnumerable<AccessRule> ChoicesOf(MethodInfo method) =>
        (method.GetParameters()[0].ParameterType == typeof(Room) ? Enum.GetValues<Room>().Cast<object>() : Records.Cast<object>()).Select(choice => (AccessRule)method.Invoke(null, [choice])!);

    private static string Names(IEnumerable<Role> roles) => string.Join(", ", roles.Order().Select(Kebab.Of));
}
