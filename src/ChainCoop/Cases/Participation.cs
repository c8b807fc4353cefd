using ChainCoop.Shared;

namespace ChainCoop.Cases;

/// <summary>A person in one track. The role belongs to the participation: the same person may have another role elsewhere.</summary>
public sealed record Participation(
    ParticipationId Id, SubjectId SubjectId, SubjectRole Role, PayloadRef? Identifiers, PayloadRef? Note, DateTimeOffset From);
