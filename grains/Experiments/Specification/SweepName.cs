namespace S2Grid.Experiments.Specification;

/// <summary>What a sweep may be called.</summary>
public static class SweepName
{
    /// <summary>The rule, in a sentence without a full stop.</summary>
    public const string Rule = "A name has 1 to 64 letters, digits, dots, dashes and underscores, and begins with a letter or digit";

    /// <summary>Why a sweep cannot be called <paramref name="name"/>, in a sentence; null if it can.</summary>
    public static string? Error(string name) =>
        name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
            && char.IsAsciiLetterOrDigit(name[0])
            ? null
            : Rule + ".";

    /// <summary>Reads a name.</summary>
    /// <returns>False if no sweep can be called <paramref name="text"/>.</returns>
    public static bool TryRead(string text, out string name) => Error(name = text) is null;
}
