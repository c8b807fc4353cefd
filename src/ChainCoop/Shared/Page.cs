namespace ChainCoop.Shared;

/// <summary>Part of a list.</summary>
/// <param name="Next">The <c>cursor</c> of the following page; absent on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next = null);

/// <summary>A request that brings several things at once: its member <c>items</c>, each of which is checked for itself.</summary>
/// <typeparam name="TItem">What each of them has to be.</typeparam>
public interface IItemsOf<TItem>;
