namespace S2Grid.Experiments.Planning;

/// <summary>
/// A product of axis values less the combinations that are excluded, counted and numbered without listing it: a tree over the digits
/// whose branches are shared wherever the same exclusions are still possible.
/// </summary>
internal sealed class RunBlock
{
    /// <summary>The most patterns of exclusion: one bit each.</summary>
    internal const int MaxPatterns = 64;

    /// <summary>What a node costs besides its choices, in steps.</summary>
    private const int CostOfNode = 16;

    private readonly List<RunDigit> digits = [];
    private readonly Dictionary<(int Digit, ulong Live), Node> nodes = [];
    private readonly Node root;

    /// <param name="values">The values of each axis.</param>
    /// <param name="zip">Groups of axes that advance together; all axes of a group have equally many values.</param>
    /// <param name="exclude">At most 64 patterns.</param>
    /// <param name="budget">Bounds the time and memory that the exclusions may take.</param>
    /// <exception cref="RefusedException">The exclusions overlap in too many ways.</exception>
    internal RunBlock(
        IReadOnlyList<IReadOnlyList<string>> values, IReadOnlyList<IReadOnlyList<int>> zip, IReadOnlyList<AxisPattern> exclude,
        PlanBudget budget)
    {
        Dictionary<int, HashSet<string>>[] patterns = [.. exclude.Select(Named)];
        for (int axis = 0; axis < values.Count; axis++)
        {
            IReadOnlyList<int> members = zip.FirstOrDefault(group => group.Contains(axis)) ?? [axis];
            if (members.Min() == axis)
                digits.Add(new RunDigit(members, values, patterns));
        }

        root = Build(0, AllPatterns(exclude.Count), budget);
    }

    /// <summary>The number of combinations that are left; <see cref="long.MaxValue"/> if it is larger than that.</summary>
    internal long Count => root.Count;

    /// <summary>The positions of the mixed-radix number.</summary>
    internal IReadOnlyList<RunDigit> Digits => digits;

    /// <summary>A value for each axis of combination number <paramref name="index"/>.</summary>
    internal SettingValue[] Decode(long index)
    {
        var values = new SettingValue[Axes.All.Count];
        Node node = root;
        foreach (RunDigit digit in digits)
        {
            int choice = node.Choose(ref index);
            digit.Assign(choice, values);
            node = node.Children[digit.ClassOf(choice)];
        }

        return values;
    }

    internal static long AddCapped(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;

    internal static long MultiplyCapped(long a, long b) => a != 0 && b > long.MaxValue / a ? long.MaxValue : a * b;

    internal static ulong AllPatterns(int count) => count == MaxPatterns ? ulong.MaxValue : (1UL << count) - 1;

    private static Dictionary<int, HashSet<string>> Named(AxisPattern pattern) => pattern.Values
        .Select((values, axis) => (axis, values))
        .Where(named => named.values is not null)
        .ToDictionary(named => named.axis, named => named.values!.ToHashSet());

    private Node Build(int digit, ulong live, PlanBudget budget)
    {
        if (nodes.TryGetValue((digit, live), out Node? known))
            return known;

        Node node;
        if (digit == digits.Count)
        {
            // A pattern that still lives here was matched by every axis it names.
            node = new Node([], [], live == 0 ? 1 : 0);
        }
        else
        {
            RunDigit at = digits[digit];
            budget.Spend(at.Size + CostOfNode);
            Node[] children = [.. at.Classes.Select(matching => Build(digit + 1, live & matching, budget))];
            long[] before = new long[at.Size];
            long count = 0;
            for (int choice = 0; choice < before.Length; choice++)
            {
                before[choice] = count;
                count = AddCapped(count, children[at.ClassOf(choice)].Count);
            }

            node = new Node(children, before, count);
        }

        nodes.Add((digit, live), node);
        return node;
    }

    /// <param name="Children">What follows, for each class of choices.</param>
    /// <param name="Before">For each choice, the combinations of the choices before it.</param>
    /// <param name="Count">The combinations of all choices.</param>
    private sealed record Node(Node[] Children, long[] Before, long Count)
    {
        /// <summary>The choice that holds combination <paramref name="index"/>, which becomes a number within it.</summary>
        internal int Choose(ref long index)
        {
            int choice = Array.BinarySearch(Before, index);
            choice = choice < 0 ? ~choice - 1 : choice;

            // Of several choices that begin at the same number, all but the last are empty.
            while (choice + 1 < Before.Length && Before[choice + 1] == Before[choice])
                choice++;

            index -= Before[choice];
            return choice;
        }
    }
}
