namespace ChainCoop.Platform;

/// <summary>A file of secrets, for the account of the program alone (mode 0600).</summary>
internal static class OwnersFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Made where there is none, whole or not at all: another program that starts at the same moment reads it, or makes it first.</summary>
    public static void Create(string path, IEnumerable<string> lines)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var next = $"{path}.{Path.GetRandomFileName()}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var file = new StreamWriter(next, options))
        {
            foreach (var line in lines) file.WriteLine(line);
        }

        try
        {
            File.Move(next, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(next);
        }
    }

    /// <param name="what">What it is, in a sentence about it.</param>
    /// <exception cref="InvalidOperationException">It is missing, or others may read it.</exception>
    public static void Check(string path, string what)
    {
        if (!File.Exists(path)) throw new InvalidOperationException($"{what} does not exist.");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
            throw new InvalidOperationException($"{what} must be readable by its owner only (mode 0600).");
    }
}
