namespace S2Grid.Server.Configuration;

/// <summary>One thing that a silo can be told, by a flag, a variable or the settings file; the name is the same in all three.</summary>
/// <param name="Name">The name in lower case with dashes.</param>
/// <param name="ValueName">What a value is called in help.</param>
/// <param name="Description">One line for help.</param>
/// <param name="Default">What holds when nothing is said, for help.</param>
public sealed record Setting(string Name, string ValueName, string Description, string Default)
{
    /// <summary>The flag: <c>--silo-port</c>.</summary>
    public string Flag => "--" + Name;

    /// <summary>The environment variable: <c>S2GRID_SILO_PORT</c>.</summary>
    public string Variable => Settings.VariablePrefix + Name.ToUpperInvariant().Replace('-', '_');

    /// <summary>The key in the settings file's section: <c>siloPort</c>.</summary>
    public string Key => string.Concat(Name.Split('-').Select((word, index) => index == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
}
