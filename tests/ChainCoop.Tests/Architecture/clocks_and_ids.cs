using System.Text.RegularExpressions;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Architecture;

public partial class clocks_and_ids
{
    [Fact]
    public void time_comes_from_the_time_provider() =>
        Code.MethodsThatName(member =>
            (member.DeclaringType == typeof(DateTime) || member.DeclaringType == typeof(DateTimeOffset)) && member.Name is "get_Now" or "get_UtcNow" or "get_Today"
            || member.DeclaringType == typeof(Environment) && member.Name is "get_TickCount" or "get_TickCount64").ShouldBeEmpty();

    [Fact]
    public void the_time_provider_is_given_not_taken() =>
        Code.MethodsThatName(member => member.DeclaringType == typeof(TimeProvider) && member.Name == "get_System").ShouldBe(["EventStore.AddEventStore"]);

    [Fact]
    public void the_database_is_not_asked_for_the_time_of_a_rule() =>
        Source.App.Concat(Source.Sql).SelectMany(file => file.Lines.Where(line => DatabaseTime().IsMatch(line.Text)).Select(_ => file.Path)).Distinct()
            .ShouldBe(["Privacy/keys.sql", "Subscriptions/Delivery/Leases.cs"], ignoreOrder: true, "When a key was made is evidence, and which node delivers is no rule: nodes share this clock alone.");

    [Fact]
    public void ids_are_made_in_one_place() =>
        Code.MethodsThatName(member => member.DeclaringType == typeof(Guid) && member.Name is nameof(Guid.NewGuid) or nameof(Guid.CreateVersion7))
            .ShouldBe([$"{nameof(NewId)}.{nameof(NewId.Ordered)}"]);

    [Fact]
    public void chance_is_never_guessable_where_it_matters() =>
        Code.Methods.Where(method => Code.ModuleOf(method.DeclaringType!) != "Demo").Select(method => method.DeclaringType!).Distinct()
            .Where(type => Code.TypesUsedBy(type).Contains(typeof(Random))).ShouldBeEmpty("System.Random is for the demo; secrets and ids come from RandomNumberGenerator.");

    [GeneratedRegex(@"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp)\(\)|\bcurrent_(timestamp|date|time)\b")]
    private static partial Regex DatabaseTime();
}
