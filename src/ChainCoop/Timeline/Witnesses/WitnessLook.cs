using System.Text.Json;
using ChainCoop.Shared;
using ChainCoop.Verifier;

namespace ChainCoop.Timeline.Witnesses;

/// <param name="Refused">The log is not what it was: people have to look.</param>
public sealed record Look(bool Refused, string Said);

/// <summary>One look of a witness at one log: fetch the newest head, check that it only adds to the last one that was signed, sign, send.</summary>
/// <param name="http">To the server, with a token.</param>
public sealed class WitnessLook(HttpClient http, NoteKey key, WitnessState state, TimeProvider clock)
{
    private readonly string name = Kebab.Of(state.Log);

    /// <exception cref="HttpRequestException">The server does not answer, or refuses.</exception>
    public async Task<Look> LookAsync(CancellationToken token)
    {
        var text = await http.GetStringAsync($"timeline/{name}/checkpoint", token);
        var note = SignedNote.Parse(text);
        var head = Checkpoint.Parse(note.Text);
        var trusted = state.Trusted;
        if (trusted.Count == 0)
        {
            // The first look trusts what it is shown; the key can be compared with that of others (timeline keys).
            var shown = await KeyOfAsync(head.Origin, token);
            if (shown.FirstOrDefault(note.IsSignedBy) is not { } first) return Refuse("the checkpoint is not signed with a key of the log");
            state.Trust(first);
            trusted = [first];
        }

        if (!trusted.Any(note.IsSignedBy)) return Refuse("the checkpoint is not signed with a key that this witness trusts");
        if (state.Last is { } last && await FaultSinceAsync(Checkpoint.Parse(SignedNote.Parse(last).Text), head, token) is { } fault) return Refuse(fault);

        state.Remember(new SignedNote(note.Text, [.. trusted.Select(note.SignatureOf).OfType<NoteSignature>()]).ToString());
        var line = Cosignature.Sign(key, note.Text, clock.GetUtcNow());
        using var answer = await http.PostAsJsonAsync($"timeline/{name}/cosignatures", new { size = head.Size, cosignature = line.ToString() }, token);
        return answer.IsSuccessStatusCode
            ? new Look(false, $"{name}: signed {head.Size} leaves")
            : (int)answer.StatusCode == StatusCodes.Status422UnprocessableEntity
                ? Refuse("the server has another head at this size than it showed")
                : throw new HttpRequestException($"The server refuses the signature: {(int)answer.StatusCode}.");
    }

    private async Task<string?> FaultSinceAsync(Checkpoint last, Checkpoint head, CancellationToken token)
    {
        if (head.Origin != last.Origin) return $"it has another origin: {head.Origin}";
        if (head.Size < last.Size) return $"it was rolled back: {last.Size} leaves were signed, and now there are {head.Size}";
        if (head.Size == last.Size) return head.Root.AsSpan().SequenceEqual(last.Root) ? null : $"another log is shown: two heads of {head.Size} leaves";
        var proof = await http.GetFromJsonAsync<JsonElement>($"timeline/{name}/proofs/consistency?from={last.Size}&to={head.Size}", token);
        List<byte[]> hashes = [.. proof.GetProperty("hashes").EnumerateArray().Select(hash => hash.GetBytesFromBase64())];
        return MerkleTree.IsConsistent(last.Size, head.Size, last.Root, head.Root, hashes) ? null : $"it was rewritten: the {last.Size} leaves that were signed are not the first of {head.Size}";
    }

    private async Task<IReadOnlyList<NoteVerifier>> KeyOfAsync(string origin, CancellationToken token)
    {
        var keys = await http.GetFromJsonAsync<JsonElement>($"timeline/{name}/keys", token);
        return [.. keys.GetProperty("items").EnumerateArray().Select(item => NoteVerifier.Parse(item.GetProperty("verifierKey").GetString()!)).Where(verifier => verifier.Name == origin)];
    }

    private Look Refuse(string fault) => new(true, $"{name}: NOT SIGNED, {fault}.");
}
