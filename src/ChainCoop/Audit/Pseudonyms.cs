using ChainCoop.Privacy;
using ChainCoop.Shared;

namespace ChainCoop.Audit;

/// <summary>
/// Who has the records alone cannot tell whom a pseudonym stands for, nor test a guess; the key of the district is needed. Officers
/// and data subjects have keys of their own, so that one is never taken for the other.
/// </summary>
public sealed class Pseudonyms(Secrets secrets)
{
    /// <summary>The same id at two organisations is two officers.</summary>
    public Pseudonym Of(ActorRef officer) => From(secrets.Hash("pseudonym-officer", $"{officer.Organisation}|{officer.Officer}"));

    public Pseudonym Of(SubjectId subject) => From(secrets.Hash("pseudonym-subject", subject.Value.ToByteArray(bigEndian: true)));

    /// <summary>In the form of an id of its own kind (RFC 9562, section 5.8).</summary>
    private static Pseudonym From(byte[] hash)
    {
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Pseudonym(new Guid(hash.AsSpan(0, 16), bigEndian: true));
    }
}
