namespace ChainCoop.Shared;

/// <summary>An identifier that carries no meaning; stored and sent as a bare UUID string.</summary>
public interface IId<TSelf> where TSelf : struct, IId<TSelf>
{
    Guid Value { get; }

    static abstract TSelf From(Guid value);
}

/// <summary>One case (casus), in every organisation of the chain.</summary>
public readonly record struct CaseId(Guid Value) : IId<CaseId>
{
    public static CaseId New() => new(NewId.Ordered());
    public static CaseId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out CaseId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>The care room of a case. Not joinable to the case or the other track except through membership facts.</summary>
public readonly record struct VictimTrackId(Guid Value) : IId<VictimTrackId>
{
    public static VictimTrackId New() => new(NewId.Unlinkable());
    public static VictimTrackId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out VictimTrackId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>The security room of a case: perpetrators and situation.</summary>
public readonly record struct SecurityTrackId(Guid Value) : IId<SecurityTrackId>
{
    public static SecurityTrackId New() => new(NewId.Unlinkable());
    public static SecurityTrackId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out SecurityTrackId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>A human being as one signal or one track knows them; another signal or track has another id for the same person.</summary>
public readonly record struct SubjectId(Guid Value) : IId<SubjectId>
{
    public static SubjectId New() => new(NewId.Unlinkable());
    public static SubjectId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out SubjectId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>A role of a person in a case over a period.</summary>
public readonly record struct ParticipationId(Guid Value) : IId<ParticipationId>
{
    public static ParticipationId New() => new(NewId.Unlinkable());
    public static ParticipationId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out ParticipationId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>One use of emergency access (noodtoegang). Says nothing of when, as it stands in another room than what was opened.</summary>
public readonly record struct EmergencyUseId(Guid Value) : IId<EmergencyUseId>
{
    public static EmergencyUseId New() => new(NewId.Unlinkable());
    public static EmergencyUseId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out EmergencyUseId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>A place that a person got in a shelter.</summary>
public readonly record struct PlacementId(Guid Value) : IId<PlacementId>
{
    public static PlacementId New() => new(NewId.Unlinkable());
    public static PlacementId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out PlacementId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>A conference on a case; in which room is not to be read from it.</summary>
public readonly record struct ConferenceId(Guid Value) : IId<ConferenceId>
{
    public static ConferenceId New() => new(NewId.Unlinkable());
    public static ConferenceId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out ConferenceId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>A goal of a case plan.</summary>
public readonly record struct GoalId(Guid Value) : IId<GoalId>
{
    public static GoalId New() => new(NewId.Ordered());
    public static GoalId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out GoalId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>One request to another municipality to take over a case.</summary>
public readonly record struct HandoverId(Guid Value) : IId<HandoverId>
{
    public static HandoverId New() => new(NewId.Ordered());
    public static HandoverId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out HandoverId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>A task of a case plan.</summary>
public readonly record struct TaskId(Guid Value) : IId<TaskId>
{
    public static TaskId New() => new(NewId.Ordered());
    public static TaskId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out TaskId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>An administrative measure (bestuurlijke maatregel).</summary>
public readonly record struct MeasureId(Guid Value) : IId<MeasureId>
{
    public static MeasureId New() => new(NewId.Unlinkable());
    public static MeasureId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out MeasureId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>One organisation. Follows from its OIN, so that registering it twice meets the same stream.</summary>
public readonly record struct OrganisationId(Guid Value) : IId<OrganisationId>
{
    private static readonly Guid Namespace = new("8748dd19-eef5-4cbc-8a5c-1246111abe9d");

    public static OrganisationId Of(Oin oin) => new(NewId.Named(Namespace, oin.Value));
    public static OrganisationId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out OrganisationId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>The right of an officer to act in a role for municipalities over a period.</summary>
public readonly record struct MandateId(Guid Value) : IId<MandateId>
{
    public static MandateId New() => new(NewId.Ordered());
    public static MandateId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out MandateId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>A signal, a case or a track: what it is stands beside it. An id of those kinds in another form, so there is no new one.</summary>
public readonly record struct RecordId(Guid Value) : IId<RecordId>
{
    public static RecordId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out RecordId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>One ciphertext in the vault.</summary>
public readonly record struct PayloadId(Guid Value) : IId<PayloadId>
{
    public static PayloadId New() => new(NewId.Ordered());
    public static PayloadId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out PayloadId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>One data key in the key database.</summary>
public readonly record struct DataKeyId(Guid Value) : IId<DataKeyId>
{
    public static DataKeyId New() => new(NewId.Unlinkable());
    public static DataKeyId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out DataKeyId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>A dispute about a fact of a record (betwisting).</summary>
public readonly record struct ContestId(Guid Value) : IId<ContestId>
{
    public static ContestId New() => new(NewId.Unlinkable());
    public static ContestId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out ContestId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>Why data may not be destroyed for now.</summary>
public readonly record struct LegalHoldId(Guid Value) : IId<LegalHoldId>
{
    public static LegalHoldId New() => new(NewId.Ordered());
    public static LegalHoldId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out LegalHoldId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>That a person objects to sharing from a record (bezwaar).</summary>
public readonly record struct ObjectionId(Guid Value) : IId<ObjectionId>
{
    public static ObjectionId New() => new(NewId.Ordered());
    public static ObjectionId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out ObjectionId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>What a data subject asked for (verzoek van een betrokkene).</summary>
public readonly record struct SubjectRequestId(Guid Value) : IId<SubjectRequestId>
{
    public static SubjectRequestId New() => new(NewId.Ordered());
    public static SubjectRequestId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out SubjectRequestId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>That two ids, in two tracks, are one human being.</summary>
public readonly record struct SubjectLinkId(Guid Value) : IId<SubjectLinkId>
{
    public static SubjectLinkId New() => new(NewId.Unlinkable());
    public static SubjectLinkId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out SubjectLinkId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>The destruction of what a record has of a person, or of all its content. Its moment would join the rooms of a case, so that the id does not tell it.</summary>
public readonly record struct ErasureId(Guid Value) : IId<ErasureId>
{
    public static ErasureId New() => new(NewId.Unlinkable());
    public static ErasureId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out ErasureId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>What may be destroyed because its term is over (vernietigingslijst).</summary>
public readonly record struct DestructionListId(Guid Value) : IId<DestructionListId>
{
    public static DestructionListId New() => new(NewId.Ordered());
    public static DestructionListId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out DestructionListId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>An approval given beforehand, for a class of records.</summary>
public readonly record struct StandingApprovalId(Guid Value) : IId<StandingApprovalId>
{
    public static StandingApprovalId New() => new(NewId.Ordered());
    public static StandingApprovalId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out StandingApprovalId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>
/// Stands for an officer or a data subject where an auditor reads: a keyed hash, the same for the same one in all of the district.
/// </summary>
public readonly record struct Pseudonym(Guid Value) : IId<Pseudonym>
{
    public static Pseudonym From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out Pseudonym id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>That an auditor asked, and was told or refused, who an officer is.</summary>
public readonly record struct UnmaskingId(Guid Value) : IId<UnmaskingId>
{
    public static UnmaskingId New() => new(NewId.Ordered());
    public static UnmaskingId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out UnmaskingId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>An agreement between organisations about what they share for what (convenant).</summary>
public readonly record struct AgreementId(Guid Value) : IId<AgreementId>
{
    public static AgreementId New() => new(NewId.Ordered());
    public static AgreementId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out AgreementId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>A legal basis for sharing from one record (grondslag); a consent is one.</summary>
public readonly record struct LegalBasisId(Guid Value) : IId<LegalBasisId>
{
    public static LegalBasisId New() => new(NewId.Unlinkable());
    public static LegalBasisId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out LegalBasisId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>One disclosure from one record (verstrekking). Its moment would join the rooms of a case, so that the id does not tell it.</summary>
public readonly record struct DisclosureId(Guid Value) : IId<DisclosureId>
{
    public static DisclosureId New() => new(NewId.Unlinkable());
    public static DisclosureId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out DisclosureId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>Something that is asked by a moment.</summary>
public readonly record struct DeadlineId(Guid Value) : IId<DeadlineId>
{
    public static DeadlineId New() => new(NewId.Unlinkable());
    public static DeadlineId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out DeadlineId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

internal static class Ids
{
    /// <summary>Only the canonical lower-case form with hyphens: one resource has one address.</summary>
    public static bool TryParse<TId>(string? text, out TId id) where TId : struct, IId<TId>
    {
        var ok = Guid.TryParseExact(text, "D", out var value) && string.Equals(text, value.ToString(), StringComparison.Ordinal);
        id = TId.From(value);
        return ok;
    }
}
