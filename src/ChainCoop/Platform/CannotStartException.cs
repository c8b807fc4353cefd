namespace ChainCoop.Platform;

/// <summary>The program cannot start as it is configured. The message is one line that says what to do; no stack trace is shown.</summary>
internal sealed class CannotStartException(string message, Exception? cause = null) : Exception(message, cause);
