namespace ChainCoop.Shared;

/// <summary>One wish of an organisation to have a feed pushed to it.</summary>
public readonly record struct SubscriptionId(Guid Value) : IId<SubscriptionId>
{
    public static SubscriptionId New() => new(NewId.Ordered());
    public static SubscriptionId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out SubscriptionId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}

/// <summary>One feed entry on its way to one subscription.</summary>
public readonly record struct DeliveryId(Guid Value) : IId<DeliveryId>
{
    public static DeliveryId From(Guid value) => new(value);
    public static bool TryParse(string? text, IFormatProvider? _, out DeliveryId id) => Ids.TryParse(text, out id);
    public override string ToString() => Value.ToString();
}
