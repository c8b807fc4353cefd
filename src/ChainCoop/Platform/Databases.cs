namespace ChainCoop.Platform;
public sealed record Databases(string Main, string Keys, bool OnPrivateCluster, string? PrivateDirectory);
internal static class TempDb { public static Databases AddDatabases(this WebApplicationBuilder b) { var d = new Databases(b.Configuration.GetConnectionString("ChainCoop")!, b.Configuration.GetConnectionString("ChainCoopKeys")!, false, null); b.Services.AddSingleton(d); return d; } }
