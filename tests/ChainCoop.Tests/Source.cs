namespace ChainCoop.Tests;

/// <summary>The text of the program, for rules that only the text shows.</summary>
internal static class Source
{
    private static readonly string Root = FindRoot();

    /// <summary>Every C# file of the program and, as its folder <c>Contracts</c>, of the package for receivers.</summary>
    public static IReadOnlyList<SourceFile> App { get; } =
        [.. Read("src/ChainCoop", "*.cs"), .. Read("src/ChainCoop.Contracts", "*.cs").Select(file => file with { Path = $"Contracts/{file.Path}" })];

    public static IReadOnlyList<SourceFile> Sql { get; } = Read("src/ChainCoop", "*.sql");

    public static IReadOnlyList<SourceFile> Tests { get; } = Read("tests/ChainCoop.Tests", "*.cs");

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static List<SourceFile> Read(string folder, string pattern) =>
    [
        .. Directory.EnumerateFiles(PathOf(folder), pattern, SearchOption.AllDirectories)
            .Select(path => new SourceFile(Path.GetRelativePath(PathOf(folder), path).Replace('\\', '/'), File.ReadAllText(path)))
            .Where(file => !file.Path.Contains("Internal/Generated/", StringComparison.Ordinal))
            .OrderBy(file => file.Path, StringComparer.Ordinal),
    ];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ChainCoop.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("The tests do not run within the repository.");
    }
}

/// <param name="Path">Relative to the project, with slashes.</param>
internal sealed record SourceFile(string Path, string Text)
{
    public string Folder => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.LastIndexOf('/')] : "";

    /// <summary>Lines with their numbers, comments left out.</summary>
    public IEnumerable<(int Number, string Text)> Lines =>
        Text.Split('\n').Select((line, i) => (Number: i + 1, Text: line)).Where(line => !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal));

    public override string ToString() => Path;
}
