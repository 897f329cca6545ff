namespace S2Grid.Experiments.Planning;

/// <summary>
/// Answers whether a block holds a run in which some axes have certain values. The answer depends on the classes of the values only
/// (see <see cref="RunDigit"/>), of which there are few, and is remembered.
/// </summary>
/// <param name="block">The block.</param>
/// <param name="axes">The axes that are asked about, by number; at most three.</param>
/// <param name="budget">Bounds the work.</param>
internal sealed class RunQuery(RunBlock block, int[] axes, PlanBudget budget)
{
    private const int Any = -1;

    private readonly int[] digitOf = [.. axes.Select(axis => block.Digits.TakeWhile(digit => !digit.Has(axis)).Count())];
    private readonly Dictionary<long, bool> known = [];

    /// <summary>Whether a run has these values.</summary>
    /// <param name="choices">For each of the axes the position of its value among the axis's values.</param>
    internal bool Has(int[] choices)
    {
        long key = 0;
        for (int i = 0; i < choices.Length; i++)
        {
            if (Array.IndexOf(digitOf, digitOf[i]) is var first && choices[first] != choices[i])
            {
                // Axes that advance together are never at different positions.
                return false;
            }

            key = (key * Axes.MaxValues) + block.Digits[digitOf[i]].ClassOf(choices[i]);
        }

        if (!known.TryGetValue(key, out bool exists))
            known.Add(key, exists = Find(choices));

        return exists;
    }

    private bool Find(int[] choices)
    {
        int[] classes = new int[block.Digits.Count];
        Array.Fill(classes, Any);
        for (int i = 0; i < choices.Length; i++)
            classes[digitOf[i]] = block.Digits[digitOf[i]].ClassOf(choices[i]);

        return Exists(0, RunBlock.AllPatterns(block.Digits[0].Patterns), classes, []);
    }

    private bool Exists(int digit, ulong live, int[] classes, HashSet<(int Digit, ulong Live)> dead)
    {
        if (digit == block.Digits.Count || live == 0)
            return live == 0;

        if (dead.Contains((digit, live)))
            return false;

        budget.Spend(1);
        ulong[] all = block.Digits[digit].Classes;
        foreach (ulong matching in classes[digit] == Any ? all : all.AsSpan(classes[digit], 1))
        {
            if (Exists(digit + 1, live & matching, classes, dead))
                return true;
        }

        dead.Add((digit, live));
        return false;
    }
}
