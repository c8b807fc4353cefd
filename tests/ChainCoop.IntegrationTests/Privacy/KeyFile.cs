using System.Security.Cryptography;
using ChainCoop.Privacy;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>A file of key-encryption keys that a test changes as an operator does.</summary>
internal sealed class KeyFile : IDisposable
{
    public KeyFile(params string[] names)
    {
        using (new FileStream(Path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
        }

        foreach (var name in names) Append(name);
    }

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"chaincoop-{System.IO.Path.GetRandomFileName()}.keys");

    public void Append(string name) => File.AppendAllText(Path, $"{name}:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}\n");

    public void Remove(string name) => File.WriteAllLines(Path, [.. File.ReadAllLines(Path).Where(line => !line.StartsWith(name + ":", StringComparison.Ordinal))]);

    /// <summary>As a process has it that starts now.</summary>
    public KeyEncryptionKeys Read() => KeyEncryptionKeys.FromFile(Path, create: false, TimeProvider.System);

    public void Dispose() => File.Delete(Path);
}
