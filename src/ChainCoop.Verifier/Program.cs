namespace ChainCoop.Verifier;

internal static class Program
{
    public static int Main() => 0;
}
