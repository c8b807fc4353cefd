using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Conformance.NonInterference;

/// <summary>Somebody who asks everything there is to ask: an officer in one role of one organisation, for one purpose.</summary>
internal sealed record Asker(string Name, Officer Officer, string Purpose)
{
    public static readonly Oin Nijmegen = People.NijmegenOin;
    public static readonly Oin Tiel = People.Tiel.Organisation;
    public static readonly Oin Police = People.PoliceOin;
    public static readonly Oin Shelter = CaseWork.ShelterOin;

    /// <summary>Every role, in the organisations whose business the history is, and some whose it is not.</summary>
    public static readonly IReadOnlyList<Asker> All =
    [
        .. Enum.GetValues<Role>().Where(role => role != Role.Partner).Select(role => Of("nijmegen", Nijmegen, role, "0268")),
        Of("nijmegen-for-wijchen", Nijmegen, Role.FocalPoint, "0296"),
        .. ((Role[])[Role.FocalPoint, Role.CaseLead, Role.CareCoordinator, Role.ChainDirector, Role.PrivacyOfficer, Role.RecordsManager]).Select(role => Of("tiel", Tiel, role, "0281")),
        Of("police", Police, Role.Partner, People.District) with { Purpose = "security" },
        Of("shelter", Shelter, Role.Partner, People.District) with { Purpose = "care" },
        Of("inspectorate", new("00000099000100005000"), Role.Partner, People.District),
        Of("ggd", new("00000099000100010000"), Role.Partner, People.District) with { Purpose = "care" },
        Of("emm", new("00000099000100013000"), Role.Partner, People.District),
        Of("district", new("00000099000100004000"), Role.Auditor, People.District),
    ];

    public Oin Organisation => Officer.Organisation;

    public bool Is(Oin organisation, params Role[] roles) => Organisation == organisation && roles.Contains(Kebab.Parse<Role>(Officer.Role));

    public bool IsMandatedFor(string municipality) => Officer.Municipalities.Contains(municipality);

    public static Asker Find(string name) => All.Single(asker => asker.Name == name);

    public override string ToString() => Name;

    private static Asker Of(string where, Oin organisation, Role role, params string[] municipalities)
    {
        var purpose = role switch
        {
            Role.FocalPoint => "assessment",
            Role.CareCoordinator => "care",
            Role.CaseLead or Role.ChainDirector => "casework",
            Role.Partner => "synchronisation",
            Role.PrivacyOfficer or Role.RecordsManager => "rights-of-data-subjects",
            _ => "oversight",
        };
        var name = role == Role.Partner ? where : $"{where}-{Kebab.Of(role)}";
        return new Asker(name, new Officer(organisation, name, Kebab.Of(role), municipalities) { Scopes = string.Join(' ', Scopes.All) }, purpose);
    }
}
