using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ChainCoop.Shared;

/// <summary>What identifies a person; kept in the vault.</summary>
public sealed record Identifiers(
    [property: MaxLength(200)] string? FamilyName = null,
    [property: MaxLength(200)] string? GivenNames = null,
    DateOnly? BirthDate = null,
    [property: MaxLength(40)] string? Phone = null,
    [property: MaxLength(40)] string? DocumentNumber = null,
    [property: MaxLength(20)] string? LicencePlate = null,
    Address? Address = null)
{
    [JsonIgnore]
    public bool IsEmpty => this == new Identifiers();
}

public sealed record Address([property: MaxLength(10)] string Postcode, [property: MaxLength(10)] string HouseNumber);
