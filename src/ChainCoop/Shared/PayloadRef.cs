namespace ChainCoop.Shared;

/// <summary>
/// What an event holds instead of personal data or prose: where it is, and what it was.
/// </summary>
/// <param name="Id">The payload in the vault.</param>
/// <param name="Commitment">SHA-256 over nonce and ciphertext, lower-case hexadecimal: proves which ciphertext was meant, says nothing about the text.</param>
public sealed record PayloadRef(PayloadId Id, Commitment Commitment);

/// <summary>A value that a correction replaced. It stays in the vault, and what destroys the data of a person has to reach it.</summary>
/// <param name="SubjectId">Whose data it is; null: prose of the record.</param>
public sealed record SupersededPayload(SubjectId? SubjectId, PayloadRef Payload);

/// <summary>A SHA-256 value as 64 lower-case hexadecimal digits.</summary>
public readonly record struct Commitment(string Value)
{
    public static Commitment Of(ReadOnlySpan<byte> sha256) => new(Convert.ToHexStringLower(sha256));

    public override string ToString() => Value;
}
