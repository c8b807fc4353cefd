using System.Text.Json;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Marten;
using Weasel.Core;

namespace ChainCoop.Tests.Platform;

public class json_forms
{
    private enum Stage
    {
        Received,
        InAssessment,
    }

    private sealed record Fact(
        SignalId SignalId,
        MunicipalityCode Municipality,
        OfficerId By,
        ExternalReference? Reference,
        Commitment Commitment,
        Stage Stage,
        DateTimeOffset At,
        DateOnly On,
        IReadOnlyDictionary<Oin, Stage> Stages);

    private const string Text =
        """
        {"signalId":"0198f1f0-0000-7000-8000-000000000001","municipality":"0268","by":"anna-1","reference":null,
        "commitment":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","stage":"in-assessment",
        "at":"2026-03-02T08:00:00.123456Z","on":"2026-03-02","stages":{"00000099000000268000":"received"}}
        """;

    private static readonly Fact Example = new(
        SignalId.From(Guid.Parse("0198f1f0-0000-7000-8000-000000000001")),
        new MunicipalityCode("0268"),
        new OfficerId("anna-1"),
        null,
        new Commitment("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        Stage.InAssessment,
        new DateTimeOffset(2026, 3, 2, 9, 0, 0, 123, 456, TimeSpan.FromHours(1)),
        new DateOnly(2026, 3, 2),
        new Dictionary<Oin, Stage> { [new Oin("00000099000000268000")] = Stage.Received });

    private static readonly JsonSerializerOptions Plain = PlainOptions();

    private static JsonSerializerOptions PlainOptions()
    {
        var options = new JsonSerializerOptions();
        Json.SetForms(options);
        return options;
    }

    [Fact]
    public void values_are_bare_strings() => JsonSerializer.Serialize(Example, Plain).ShouldBe(Text.ReplaceLineEndings(""));

    [Fact]
    public void values_are_read_back() =>
        JsonSerializer.Serialize(JsonSerializer.Deserialize<Fact>(Text, Plain), Plain).ShouldBe(Text.ReplaceLineEndings(""));

    [Fact]
    public void the_event_store_uses_the_same_forms()
    {
        var options = new StoreOptions();
        options.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase, Json.SetForms);

        options.Serializer().ToCleanJson(Example).ShouldBe(Text.ReplaceLineEndings(""));
    }

    [Theory]
    [InlineData("\"2026-03-02T09:00:00+01:00\"", "\"2026-03-02T08:00:00Z\"")]
    [InlineData("\"2026-03-02T08:00:00Z\"", "\"2026-03-02T08:00:00Z\"")]
    [InlineData("\"2026-03-02T08:00:00.5Z\"", "\"2026-03-02T08:00:00.5Z\"")]
    [InlineData("\"2026-03-02T03:00:00.1234567-05:00\"", "\"2026-03-02T08:00:00.123456Z\"")]
    public void ADR_10_instants_come_in_with_any_offset_and_go_out_in_utc(string given, string written) =>
        JsonSerializer.Serialize(JsonSerializer.Deserialize<DateTimeOffset>(given, Plain), Plain).ShouldBe(written);

    [Theory]
    [InlineData("\"2026-03-02T09:00:00\"")]
    [InlineData("\"2026-03-02\"")]
    [InlineData("\"2026-13-02T09:00:00Z\"")]
    [InlineData("1772442000")]
    public void an_instant_needs_an_offset(string given) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<DateTimeOffset>(given, Plain));

    [Theory]
    [InlineData("\"0198F1F0-0000-7000-8000-000000000001\"")]
    [InlineData("\"{0198f1f0-0000-7000-8000-000000000001}\"")]
    [InlineData("1")]
    public void an_id_has_one_form(string given) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<SignalId>(given, Plain));

    [Fact]
    public void a_code_that_left_its_list_is_still_read() =>
        JsonSerializer.Deserialize<ExploitationType>("\"abolished\"", Plain).Value.ShouldBe("abolished");

    [Fact]
    public void a_value_without_text_is_never_written() =>
        Should.Throw<JsonException>(() => JsonSerializer.Serialize(default(MunicipalityCode), Plain));

    [Theory]
    [InlineData("1")]
    [InlineData("\"unknown\"")]
    public void an_enumeration_is_read_by_name_only(string given) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Stage>(given, Plain));
}
