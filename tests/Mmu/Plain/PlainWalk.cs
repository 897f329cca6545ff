using S2Grid.Mmu.Strategies;

namespace S2Grid.Mmu.Tests.Plain;

/// <summary>What a walk wants of its visitor, and where it counts.</summary>
public sealed record PlainWalk(PlainVisitor Visitor, string Prefix)
{
    public bool Leaves { get; init; } = true;

    public bool TablesBefore { get; init; }

    public bool TablesAfter { get; init; }

    public bool HandlesFault { get; init; }

    /// <summary>Only a split walk looks at the strategy's hints.</summary>
    public Level3Visit Level3 { get; init; }

    public int MaxLevel { get; init; } = 3;
}

/// <summary>Called for an entry; gives 0, a positive hint or a negative error.</summary>
public delegate int PlainVisitor(PlainContext context);

public enum PlainMoment
{
    Leaf,
    TableBefore,
    TableAfter,
}

public readonly record struct PlainContext(
    PlainTable Table, int Index, int Level, ulong Address, ulong End, ulong Old, PlainMoment Moment);
