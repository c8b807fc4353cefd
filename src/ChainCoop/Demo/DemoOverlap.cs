using System.Globalization;
using ChainCoop.Organisations;
using ChainCoop.Shared;

namespace ChainCoop.Demo;

/// <summary>The answer of <c>GET /v1/reports/overlap</c>, and the table that was played back.</summary>
internal sealed record DemoOverlap(CaptureHistories Table, IReadOnlyList<ListedPerson> People, DemoLists Lists, OverlapAnswer Answer)
{
    /// <summary>In the format of the file: its header, then one row per combination, in the order of a sorted file, from all lists to none.</summary>
    public IReadOnlyList<string> Csv() => [Table.Header, .. Sorted(OnServer())];

    public IReadOnlyList<string> Differences()
    {
        var (file, server) = (Sorted(People.GroupBy(person => Bits(person.Lists.Contains)).ToDictionary(row => row.Key, row => row.Count())), Sorted(OnServer()));
        return
        [
            .. file.Except(server).Select(row => $"Overlap: {row} in the file, not on the server."),
            .. server.Except(file).Select(row => $"Overlap: {row} on the server, not in the file."),
            .. Answer.Rows.SelectMany(row => row.Organisations).Distinct().Where(oin => Lists.ListOf(oin) is null)
                .Select(oin => $"Overlap: {OrganisationRegister.Current.Find(new Oin(oin))?.Name} registered persons on the server, and keeps no list of the file."),
        ];
    }

    private Dictionary<string, int> OnServer() =>
        Answer.Rows.Where(row => row.Organisations.All(oin => Lists.ListOf(oin) is not null))
            .ToDictionary(row => Bits(list => row.Organisations.Contains(Lists[list].Oin)), row => row.Persons);

    private string Bits(Func<string, bool> isOn) => string.Join(',', Table.Lists.Select(list => isOn(list) ? "1" : "0"));

    private static List<string> Sorted(Dictionary<string, int> rows) =>
        [.. rows.OrderByDescending(row => row.Key, StringComparer.Ordinal).Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Key},{row.Value}"))];
}

internal sealed record OverlapAnswer(IReadOnlyList<OverlapAnswerRow> Rows);

internal sealed record OverlapAnswerRow(IReadOnlyList<string> Organisations, int Persons);
