using System.Diagnostics.CodeAnalysis;

namespace S2Grid.Runs;

/// <summary>A condition on a run's axes, such as <c>chunk>=1G</c> or <c>backing=thp and memory>4G</c>.</summary>
public sealed class Condition
{
    private static readonly string[] Operators = [">=", "<=", "!=", "=", ">", "<"];

    private readonly List<(Setting Axis, string Operator, SettingValue Value)> parts = [];

    private Condition()
    {
    }

    /// <summary>Reads a condition.</summary>
    /// <param name="text">One comparison, or several joined by <c>and</c>.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="error">What is wrong with it, in a sentence.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Condition? condition, [NotNullWhen(false)] out string? error)
    {
        condition = new Condition();
        error = null;
        foreach (string part in text.Split(" and ", StringSplitOptions.TrimEntries))
        {
            error = condition.Add(part);
            if (error is not null)
                return false;
        }

        return true;
    }

    /// <summary>Whether it holds for a run, given the value of each axis.</summary>
    internal bool Holds(SettingValue[] values) => parts.TrueForAll(part =>
    {
        SettingValue value = values[part.Axis.Index];
        return part.Operator switch
        {
            "=" => value.Text == part.Value.Text,
            "!=" => value.Text != part.Value.Text,
            ">=" => part.Axis.Magnitude(value) >= part.Axis.Magnitude(part.Value),
            "<=" => part.Axis.Magnitude(value) <= part.Axis.Magnitude(part.Value),
            ">" => part.Axis.Magnitude(value) > part.Axis.Magnitude(part.Value),
            _ => part.Axis.Magnitude(value) < part.Axis.Magnitude(part.Value),
        };
    });

    /// <summary>The one text of the condition.</summary>
    public override string ToString() => string.Join(" and ", parts.Select(part => part.Axis.Name + part.Operator + part.Value.Text));

    /// <summary>Adds a comparison.</summary>
    /// <returns>What is wrong with it, in a sentence; null if nothing is.</returns>
    private string? Add(string part)
    {
        string? sign = Operators.Where(part.Contains).OrderBy(found => part.IndexOf(found, StringComparison.Ordinal))
            .ThenByDescending(found => found.Length).FirstOrDefault();
        if (sign is null)
            return $"'{part}' compares nothing; write a condition such as 'chunk >= 1G'.";

        string[] sides = part.Split(sign, 2, StringSplitOptions.TrimEntries);
        if (Axes.Find(sides[0]) is not { } axis || axis == Axes.Strategy)
        {
            return $"no axis that a condition can be on is called '{sides[0]}'; there are "
                + $"{string.Join(", ", Axes.Names.Where(known => known != Axes.Strategy.Name))}.";
        }

        if (axis.TryRead(sides[1]) is not { } value)
            return $"'{sides[1]}' is not a value of {axis.Name}; allowed: {axis.Allowed}.";

        if (sign is not ("=" or "!=") && !axis.IsOrdered)
            return $"{axis.Name} has no order; compare it by = or !=.";

        parts.Add((axis, sign, value));
        return null;
    }
}
