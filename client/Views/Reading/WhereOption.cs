namespace S2Grid.Views.Reading;

/// <summary>The option that chooses runs.</summary>
public static class WhereOption
{
    /// <summary>Its name.</summary>
    public const string Name = "--where";

    /// <summary>Makes one.</summary>
    public static Option<string?> Create() => CliOption.OptionalText(
        Name, "CONDITION", "Only runs that meet a condition in SQL on the columns of the results", "all runs");

    /// <summary>What is wrong with a condition, as an error of the option.</summary>
    public static UsageException Explain(RefusedException refusal, string? where) =>
        new(new UsageError($"{Name}: {refusal.Message.TrimEnd('.')}", where, Name));
}
