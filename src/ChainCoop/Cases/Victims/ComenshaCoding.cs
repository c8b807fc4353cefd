using ChainCoop.Organisations;
using ChainCoop.Shared;

namespace ChainCoop.Cases.Victims;

/// <summary>How our codes are written for CoMensha, as versioned data (<c>comensha-coding.data.json</c>).</summary>
public static class ComenshaCoding
{
    private static readonly CodingData Data = EmbeddedData.Read<CodingData>("comensha-coding.data.json");

    private static readonly Dictionary<(string List, string Code), string> Theirs = Data.Codes.ToDictionary(row => (row.List, row.Code), row => row.Theirs);

    public static ComenshaCodingVersion Version { get; } = new(Data.Version);

    /// <summary>Who receives a registration.</summary>
    public static Oin Receiver { get; } = OrganisationRegister.Current.Organisations.Single(organisation => organisation.Kind.Value == "comensha").Oin;

    /// <summary>Whether somebody in this role is registered at all.</summary>
    public static bool Knows(SubjectRole role) => Theirs.ContainsKey((SubjectRole.List, role.Value));

    public static string Of<TCode>(TCode code) where TCode : struct, ICode<TCode> => Theirs[(TCode.List, code.Value)];

    public static string Of(ComenshaRegistrationType type) => RowOf(type).Theirs;

    /// <summary>Whether who it is goes with it: information and advice is given about nobody by name.</summary>
    public static bool NamesThePerson(ComenshaRegistrationType type) => RowOf(type).Identity;

    private static TypeRow RowOf(ComenshaRegistrationType type) => Data.Types.Single(row => row.Code == type.Value);

    private sealed record CodingData(string Version, string Source, IReadOnlyList<TypeRow> Types, IReadOnlyList<CodeRow> Codes);

    private sealed record TypeRow(string Code, string Theirs, bool Identity);

    private sealed record CodeRow(string List, string Code, string Theirs);
}
