namespace ChainCoop.Shared;

/// <summary>A stored event. Its members may only be ids, validated codes, integers, booleans, dates, instants and <see cref="PayloadRef"/>s.</summary>
public interface IFact
{
    /// <summary>When it was recorded, by the program's clock; drives every rule.</summary>
    DateTimeOffset At { get; }
}
