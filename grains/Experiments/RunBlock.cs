namespace S2Grid.Experiments;

/// <summary>
/// A product of axis values less the combinations that are excluded, counted and numbered without listing it: a tree over the digits
/// whose branches are shared wherever the same exclusions are still possible.
/// </summary>
internal sealed class RunBlock
{
    /// <summary>The most patterns of exclusion: one bit each.</summary>
    internal const int MostPatterns = 64;

    private const int MostNodes = 50_000;

    private readonly List<Digit> digits = [];
    private readonly Dictionary<(int Digit, ulong Live), Node> nodes = [];
    private readonly Node root;

    /// <param name="values">The values of each axis.</param>
    /// <param name="zip">Groups of axes that advance together; all axes of a group have equally many values.</param>
    /// <param name="exclude">At most 64 patterns.</param>
    internal RunBlock(IReadOnlyList<IReadOnlyList<string>> values, IReadOnlyList<IReadOnlyList<int>> zip, IReadOnlyList<AxisPattern> exclude)
    {
        var placed = new HashSet<int>();
        for (int axis = 0; axis < values.Count; axis++)
        {
            if (placed.Contains(axis))
            {
                continue;
            }

            IReadOnlyList<int> members = zip.FirstOrDefault(group => group.Contains(axis)) ?? [axis];
            placed.UnionWith(members);
            digits.Add(new Digit(members, values, exclude));
        }

        root = Build(0, exclude.Count == MostPatterns ? ulong.MaxValue : (1UL << exclude.Count) - 1);
    }

    /// <summary>The number of combinations that are left; <see cref="long.MaxValue"/> if it is larger than that.</summary>
    internal long Count => root.Count;

    internal static long AddCapped(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;

    internal static long MultiplyCapped(long a, long b) => a != 0 && b > long.MaxValue / a ? long.MaxValue : a * b;

    /// <summary>The values, by axis, of combination number <paramref name="index"/>.</summary>
    internal string[] Decode(long index)
    {
        string[] values = new string[Axes.All.Count];
        Node node = root;
        foreach (Digit digit in digits)
        {
            int choice = node.Choose(ref index);
            digit.Assign(choice, values);
            node = node.Children[choice]!;
        }

        return values;
    }

    private Node Build(int digit, ulong live)
    {
        if (nodes.TryGetValue((digit, live), out Node? known))
        {
            return known;
        }

        Node node;
        if (digit == digits.Count)
        {
            // A pattern that still lives here was matched by every axis it names.
            node = new Node([], [], live == 0 ? 1 : 0);
        }
        else
        {
            var children = new Node?[digits[digit].Size];
            long[] before = new long[children.Length];
            long count = 0;
            for (int i = 0; i < children.Length; i++)
            {
                before[i] = count;
                children[i] = Build(digit + 1, live & digits[digit].Matching[i]);
                count = AddCapped(count, children[i]!.Count);
            }

            node = new Node(children, before, count);
        }

        nodes.Add((digit, live), node);
        if (nodes.Count > MostNodes)
        {
            throw new InvalidOperationException("The exclusions overlap in too many ways to be counted; use fewer of them, with several values each.");
        }

        return node;
    }

    /// <summary>One position of the mixed-radix number: an axis, or several that advance together.</summary>
    private sealed class Digit
    {
        private readonly IReadOnlyList<int> axes;
        private readonly IReadOnlyList<IReadOnlyList<string>> values;

        internal Digit(IReadOnlyList<int> axes, IReadOnlyList<IReadOnlyList<string>> values, IReadOnlyList<AxisPattern> exclude)
        {
            this.axes = axes;
            this.values = values;
            Size = values[axes[0]].Count;
            Matching = new ulong[Size];
            for (int i = 0; i < Size; i++)
            {
                for (int pattern = 0; pattern < exclude.Count; pattern++)
                {
                    bool matches = axes.All(axis => exclude[pattern].Values[axis]?.Contains(values[axis][i]) ?? true);
                    Matching[i] |= matches ? 1UL << pattern : 0;
                }
            }
        }

        internal int Size { get; }

        /// <summary>For each choice, the exclusions that it leaves possible.</summary>
        internal ulong[] Matching { get; }

        internal void Assign(int choice, string[] target)
        {
            foreach (int axis in axes)
            {
                target[axis] = values[axis][choice];
            }
        }
    }

    private sealed record Node(Node?[] Children, long[] Before, long Count)
    {
        /// <summary>The branch that holds combination <paramref name="index"/>, which becomes a number within that branch.</summary>
        internal int Choose(ref long index)
        {
            int choice = Array.BinarySearch(Before, index);
            choice = choice < 0 ? ~choice - 1 : choice;

            // Of several branches that begin at the same number, all but the last are empty.
            while (choice + 1 < Before.Length && Before[choice + 1] == Before[choice])
            {
                choice++;
            }

            index -= Before[choice];
            return choice;
        }
    }
}
