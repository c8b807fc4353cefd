using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChainCoop.Contracts;
using CsCheck;

namespace ChainCoop.Tests.Contracts;

public class canonical_json
{
    // The vectors of RFC 8785 and of its reference implementation, without their fractions.

    [Fact]
    public void sorts_members_by_utf16_code_units() => // section 3.2.3
        Canonical("""
            {
              "\u20ac": "Euro Sign",
              "\r": "Carriage Return",
              "\ufb33": "Hebrew Letter Dalet With Dagesh",
              "1": "One",
              "\ud83d\ude00": "Emoji: Grinning Face",
              "\u0080": "Control",
              "\u00f6": "Latin Small Letter O With Diaeresis"
            }
            """).ShouldBe(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"\u00f6\":\"Latin Small Letter O With Diaeresis\","
            + "\"\u20ac\":\"Euro Sign\",\"\U0001F600\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");

    [Fact]
    public void sorts_unescaped_names_as_it_sorts_escaped_ones() =>
        Canonical("{\"\ufb33\":1,\"\U0001F600\":2,\"é\":3,\"z\":4}").ShouldBe("{\"z\":4,\"é\":3,\"\U0001F600\":2,\"\ufb33\":1}");

    [Fact]
    public void escapes_only_what_must_be_escaped() => // sections 3.2.2 and 3.2.4, where the output is given in bytes
        CanonicalJson.Of("""{"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"""u8.ToArray())
            .ShouldBe(Convert.FromHexString(
                "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c22737472696e67223a22"
                + "e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d"));

    [Theory]
    [InlineData("""{ "1": {"f": {"f": "hi","F": 5} ,"\n": 56}, "10": { }, "": "empty", "a": { }, "111": [ { } ], "A": { } }""",
        """{"":"empty","1":{"\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{}],"A":{},"a":{}}""")]
    [InlineData("""{ "peach": "order", "péché": "is", "pêche": "not", "sin": "French" }""",
        """{"peach":"order","péché":"is","pêche":"not","sin":"French"}""")]
    [InlineData("""[ 56, { "d": true, "10": null, "1": [ ] } ]""", """[56,{"1":[],"10":null,"d":true}]""")]
    [InlineData("""{"Unnormalized Unicode":"A\u030a"}""", "{\"Unnormalized Unicode\":\"A\u030a\"}")]
    [InlineData("""{"\u0080":"Control\u007f","</script>":"Browser Challenge"}""",
        "{\"</script>\":\"Browser Challenge\",\"\u0080\":\"Control\u007f\"}")]
    public void gives_the_published_output(string json, string expected) => Canonical(json).ShouldBe(expected);

    [Theory]
    [InlineData(@"\u0000\u0001\u001f", @"\u0000\u0001\u001f")]
    [InlineData(@"\u0008\u0009\u000A\u000c\u000D", @"\b\t\n\f\r")]
    [InlineData(@"\/\u007F\u00e9<>&'+\u0060", "/\u007f\u00e9<>&'+`")]
    [InlineData(@"\u2028\u2029\ufeff\uffff", "\u2028\u2029\ufeff\uffff")]
    [InlineData(@"\uD834\udd1e", "\U0001D11E")]
    [InlineData(@" \u0022\""\\\u005c ", @" \""\""\\\\ ")]
    public void writes_each_character_in_one_way(string text, string expected) => Canonical($"\"{text}\"").ShouldBe($"\"{expected}\"");

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("9007199254740991")]
    [InlineData("-9007199254740991")]
    public void keeps_integers_below_2_to_the_53rd(string json) => Canonical(json).ShouldBe(json);

    [Fact]
    public void writes_minus_zero_as_zero() => Canonical("-0").ShouldBe("0");

    [Theory]
    [InlineData("9007199254740992")]
    [InlineData("-9007199254740992")]
    [InlineData("99999999999999999999")]
    [InlineData("1.5")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("""{"a":1,"b":2,"\u0061":3}""")]
    [InlineData("""{"é":1,"\u00e9":2}""")]
    [InlineData("""["\ud800"]""")]
    [InlineData("""["\udc00\ud800"]""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"\ud800":1,"b":2}""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("")]
    [InlineData("1 2")]
    public void refuses_what_has_no_single_form(string json) => Should.Throw<JsonException>(() => Canonical(json));

    [Fact]
    public void refuses_bytes_that_are_not_utf8() =>
        Should.Throw<JsonException>(() => CanonicalJson.Of(new byte[] { (byte)'"', 0xC3, 0x28, (byte)'"' }));

    [Fact]
    public void refuses_the_absence_of_a_value() => Should.Throw<JsonException>(() => CanonicalJson.Of(default(JsonElement)));

    [Fact]
    public void canonicalising_twice_is_canonicalising_once() =>
        Value.Sample(value =>
        {
            var once = CanonicalJson.Of(Encode(value, escape: false, reverse: false));
            return CanonicalJson.Of(once).AsSpan().SequenceEqual(once);
        });

    [Fact]
    public void neither_the_order_of_members_nor_escapes_nor_white_space_matter() =>
        Value.Sample(value => CanonicalJson.Of(Encode(value, escape: true, reverse: true)).AsSpan()
            .SequenceEqual(CanonicalJson.Of(Encode(value, escape: false, reverse: false))));

    [Fact]
    public void the_value_stays_the_same() =>
        Value.Sample(value =>
        {
            var json = Encode(value, escape: true, reverse: false);
            return JsonNode.DeepEquals(JsonNode.Parse(CanonicalJson.Of(json)), JsonNode.Parse(json));
        });

    private static string Canonical(string json) => Encoding.UTF8.GetString(CanonicalJson.Of(Encoding.UTF8.GetBytes(json)));

    // A JSON value as null, bool, long, string, List<object?> or Dictionary<string, object?>.

    private static readonly string[] Telling =
        ["", "a", "b", "ab", "é", "\u20ac", "\ufb33", "\U0001F600", "\uffff", "\r", "\"", "\\", "/", "\u007f", "\u2028"];

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Int[0, Telling.Length - 1].Select(i => Telling[i]),
        Gen.String[Gen.Char['\0', '\ud7ff'], 0, 8]);

    private static readonly Gen<object?> Scalar = Gen.OneOf(
        Text.Select(text => (object?)text),
        Gen.Long[-9007199254740991, 9007199254740991].Select(number => (object?)number),
        Gen.Bool.Select(truth => (object?)truth),
        Gen.Const((object?)null));

    private static readonly Gen<object?> Value = Gen.Recursive<object?>((depth, value) => depth == 4
        ? Scalar
        : Gen.OneOf(
            Scalar,
            value.List[0, 4].Select(items => (object?)items),
            Gen.Dictionary(Text, value)[0, 6].Select(members => (object?)members)));

    private static byte[] Encode(object? value, bool escape, bool reverse)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions
        {
            Indented = escape,
            Encoder = escape ? JavaScriptEncoder.Default : JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            Write(value, writer, reverse);
        }
        return stream.ToArray();
    }

    private static void Write(object? value, Utf8JsonWriter writer, bool reverse)
    {
        switch (value)
        {
            case string text: writer.WriteStringValue(text); break;
            case long number: writer.WriteNumberValue(number); break;
            case bool truth: writer.WriteBooleanValue(truth); break;
            case null: writer.WriteNullValue(); break;
            case List<object?> items:
                writer.WriteStartArray();
                items.ForEach(item => Write(item, writer, reverse));
                writer.WriteEndArray();
                break;
            case Dictionary<string, object?> members:
                writer.WriteStartObject();
                foreach (var (name, member) in reverse ? members.Reverse() : members)
                {
                    writer.WritePropertyName(name);
                    Write(member, writer, reverse);
                }
                writer.WriteEndObject();
                break;
        }
    }
}
