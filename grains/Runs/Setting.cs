namespace S2Grid.Runs;

/// <summary>
/// Something that a run can be told, declared once: how it is called, read, checked, written and explained follows from here, in sweep
/// files, on every command line, in the JSON schema, in stored columns and in a run's identity.
/// </summary>
public abstract class Setting
{
    /// <summary>Its name in files, columns and on command lines.</summary>
    public required string Name { get; init; }

    /// <summary>What it decides, for people.</summary>
    public required string Description { get; init; }

    /// <summary>Which values are allowed, in words.</summary>
    public required string Allowed { get; init; }

    /// <summary>Values that are words; empty for numbers and sizes.</summary>
    public required IReadOnlyList<string> Known { get; init; }

    /// <summary>Whether there are values besides <see cref="Known"/>.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>Whether its values have an order.</summary>
    public required bool IsOrdered { get; init; }

    /// <summary>Whether several of its values can be written as a <see cref="ValueRange"/>.</summary>
    public bool IsRanged => IsOpen && IsOrdered;

    /// <summary>Whether <c>all</c> can stand for all values that are words.</summary>
    public bool HasAll => Known.Count > 1;

    /// <summary>What the values that runs have are to a program.</summary>
    public required SettingKind Kind { get; init; }

    /// <summary>Whether it is a yes or no.</summary>
    public bool IsSwitch => Kind == SettingKind.Switch;

    /// <summary>Whether the machine decides it where a run is measured.</summary>
    public bool IsOfMachine { get; init; }

    /// <summary>Whether runs with unlike values are unlike runs.</summary>
    public bool IsIdentity { get; init; } = true;

    /// <summary>
    /// Whether no count depends on it, only what is predicted from counts. Runs that differ in nothing else are runs of their own, so that
    /// each has its predictions in tables and columns; they share a VM's configuration, so that the simulator counts them once.
    /// </summary>
    public bool IsUncounted { get; init; }

    /// <summary>
    /// Whether there were runs before there was this setting: where it has its default it is left out of what identifies a run or a sweep,
    /// so that those which are stored keep their identity.
    /// </summary>
    public bool IsLater { get; init; }

    /// <summary>Whether a value follows rules that are only proposed upstream; null where no value does.</summary>
    public Func<string, bool>? IsProposed { get; init; }

    /// <summary>Why a backend cannot do a value, to be put after the value; null if it can, and altogether where every backend can do every
    /// value.</summary>
    public Func<Backend, string, string?>? Refusal { get; init; }

    /// <summary>The text of the value that stands for none; null where one must be given.</summary>
    public string? Default => DefaultValue?.Text;

    /// <summary>The value that stands for none; null where one must be given.</summary>
    public abstract SettingValue? DefaultValue { get; }

    /// <summary>Its position in its table.</summary>
    public int Index { get; private protected init; }

    /// <summary>Whether a value goes without saying: it is the default, and there were runs before there was this setting.</summary>
    public bool IsImplied(string text) => IsLater && text == Default;

    /// <summary>Reads a value as people write it (<c>1024M</c> is <c>1G</c>); null if it is not allowed.</summary>
    public abstract SettingValue? TryRead(string text);

    /// <summary>What a value is compared by; null where values have no order.</summary>
    internal abstract ulong? Magnitude(SettingValue value);

    /// <summary>The one text of a value as people write it, or null if it is not allowed.</summary>
    public string? Parse(string text) => TryRead(text)?.Text;
}
