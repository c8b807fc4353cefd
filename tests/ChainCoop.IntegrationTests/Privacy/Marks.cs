using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>
/// Between a client and the program: puts a unique mark in the place of every value that is personal or prose. All marks
/// begin alike, so that one search finds any of them; what the program says besides answers is kept for that search.
/// </summary>
internal sealed class Marks(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>Which members are marked.</summary>
    public static readonly IReadOnlySet<string> Members = new HashSet<string>(StringComparer.Ordinal)
    {
        "observation", "name", "contact", "familyName", "givenNames", "phone", "documentNumber", "licencePlate", "postcode", "houseNumber", "street", "place",
        "note", "title", "facts", "proportionality", "summary", "text", "statement", "interest", "conditions", "question", "information", "minutes",
        "sink", "secret", "key",
    };

    /// <summary>Of a mark: no longer than the shortest member that takes one, a postcode.</summary>
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    private readonly string secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(2));

    private readonly ConcurrentDictionary<string, string> marks = new(StringComparer.Ordinal);
    private int last;

    /// <summary>What every mark begins with, this time.</summary>
    public string Prefix => $"Zqx{secret}";

    /// <summary>Every value that was sent, with the members in which it stood.</summary>
    public ConcurrentDictionary<string, string> Sent { get; } = new(StringComparer.Ordinal);

    /// <summary>Problems, and answers that hold no personal data.</summary>
    public ConcurrentQueue<string> Told { get; } = [];

    public ConcurrentDictionary<string, bool> Seen { get; } = new(StringComparer.Ordinal);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } content && request.Method == HttpMethod.Post)
        {
            var key = request.Headers.TryGetValues("Idempotency-Key", out var keys) ? keys.First() : "";
            var sent = await content.ReadAsStringAsync(cancellationToken);
            if (Parse(sent) is { } body)
            {
                Mark(body, $"{request.RequestUri!.AbsolutePath}|{key}|");
                sent = body.ToJsonString();
            }
            request.Content = new StringContent(sent, Encoding.UTF8, "application/json");
        }

        var answer = await base.SendAsync(request, cancellationToken);
        Told.Enqueue($"{request.RequestUri} {string.Join('\n', answer.Headers.Select(header => $"{header.Key}: {string.Join(',', header.Value)}"))}");
        if (!answer.IsSuccessStatusCode || request.RequestUri!.AbsolutePath.EndsWith("/feed", StringComparison.Ordinal))
            Told.Enqueue(await answer.Content.ReadAsStringAsync(cancellationToken));
        return answer;
    }

    /// <summary>Some members take no text but in a form of their own.</summary>
    private static string InFormOf(string member, string mark) => member switch
    {
        "sink" => $"https://{mark}.example/hook",
        "secret" => $"whsec_{Convert.ToBase64String(Encoding.UTF8.GetBytes(mark.PadRight(24, '-')))}",
        _ => mark,
    };

    private string Next()
    {
        var number = Interlocked.Increment(ref last);
        number.ShouldBeLessThan(Digits.Length * Digits.Length * Digits.Length);
        return $"{Prefix}{Digits[number / Digits.Length / Digits.Length]}{Digits[number / Digits.Length % Digits.Length]}{Digits[number % Digits.Length]}";
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    /// <summary>The same request gets the same marks again: a client repeats what got lost.</summary>
    private void Mark(JsonNode? node, string place)
    {
        switch (node)
        {
            case JsonArray items:
                for (var i = 0; i < items.Count; i++) Mark(items[i], $"{place}{i}/");
                break;
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    if (value is JsonValue text && text.GetValueKind() == System.Text.Json.JsonValueKind.String && Members.Contains(name))
                    {
                        Seen[name] = true;
                        var mark = marks.GetOrAdd(place + name, _ => Next());
                        members[name] = InFormOf(name, mark);
                        Sent[mark] = place + name;
                    }
                    else
                    {
                        Mark(value, $"{place}{name}/");
                    }
                }
                break;
        }
    }
}

/// <summary>Finds a text however it is written down: as it is, in hexadecimal, and in base64 at each of its three offsets.</summary>
internal sealed class Needle
{
    private readonly string[] forms;

    public Needle(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        forms =
        [
            text, Convert.ToHexStringLower(bytes), Convert.ToHexString(bytes),
            .. Enumerable.Range(0, 3).Select(offset => Convert.ToBase64String([.. new byte[offset], .. bytes]).TrimEnd('=')[((offset * 8 + 5) / 6)..^2]),
        ];
    }

    public bool IsIn(string haystack) => forms.Any(form => haystack.Contains(form, StringComparison.Ordinal));
}
