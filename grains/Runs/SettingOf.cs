using System.Diagnostics.CodeAnalysis;

namespace S2Grid.Runs;

/// <inheritdoc cref="Setting"/>
/// <typeparam name="T">What its values mean.</typeparam>
public sealed class Setting<T> : Setting
{
    private readonly Grammar<T> grammar;
    private readonly SettingValue<T>? standard;

    /// <summary>Declares a setting as the next of its table.</summary>
    [SetsRequiredMembers]
    internal Setting(List<Setting> table, string name, string description, string? standard, Grammar<T> grammar)
    {
        (Name, Description, Allowed, Known) = (name, description, grammar.Allowed, grammar.Known);
        (IsOpen, IsOrdered, Kind) = (grammar.IsOpen, grammar.Magnitude is not null, grammar.Kind);
        this.grammar = grammar;
        Index = table.Count;
        table.Add(this);
        this.standard = standard is null ? null : Read(standard);
    }

    /// <inheritdoc/>
    public override SettingValue? DefaultValue => standard;

    /// <inheritdoc/>
    public override SettingValue? TryRead(string text) => grammar.Read(text.Trim(), out T value) ? Of(value) : null;

    /// <inheritdoc/>
    internal override ulong? Magnitude(SettingValue value) => grammar.Magnitude?.Invoke(((SettingValue<T>)value).Value);

    /// <summary>Reads a value that is known to be allowed.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public SettingValue<T> Read(string text) =>
        (SettingValue<T>?)TryRead(text) ?? throw new FormatException($"{Name}: '{text}' is not allowed; allowed: {Allowed}.");

    /// <summary>A value with its text.</summary>
    public SettingValue<T> Of(T value) => new(value, grammar.Format(value));
}
