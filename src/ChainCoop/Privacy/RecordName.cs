using System.Text.Json.Serialization;
using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Privacy;

/// <summary>What can be held, erased and destroyed. Its names are stored.</summary>
public enum RecordNameKind { Signal, Case, VictimTrack, SecurityTrack, SubjectRequest, SubjectLink }

/// <summary>A record by its kind and id.</summary>
public sealed record RecordName(RecordNameKind Kind, RecordId Id)
{
    public static RecordName Of(ResourceKind kind, RecordId id) => new(Kebab.Parse<RecordNameKind>(Kebab.Of(kind)), id);

    [JsonIgnore]
    public ResourceKind Resource => Kind switch
    {
        RecordNameKind.Signal => ResourceKind.Signal,
        RecordNameKind.Case => ResourceKind.Case,
        RecordNameKind.VictimTrack => ResourceKind.VictimTrack,
        RecordNameKind.SecurityTrack => ResourceKind.SecurityTrack,
        RecordNameKind.SubjectRequest => ResourceKind.SubjectRequest,
        RecordNameKind.SubjectLink => ResourceKind.SubjectLink,
        _ => throw new InvalidOperationException("Unknown kind of record."),
    };
}
