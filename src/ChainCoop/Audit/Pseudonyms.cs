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

    private static Pseudonym From(byte[] hash) => new(NewId.Hashed(hash));
}
