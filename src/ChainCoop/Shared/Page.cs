namespace ChainCoop.Shared;

/// <summary>Part of a list.</summary>
/// <param name="Next">The <c>cursor</c> of the following page; absent on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next = null);
