using System.Diagnostics.CodeAnalysis;

namespace S2Grid.Runs;

/// <inheritdoc cref="Setting"/>
/// <typeparam name="T">What its values mean.</typeparam>
public sealed class Setting<T> : Setting
{
    private readonly Grammar<T> grammar;
    private readonly SettingValue<T>? standard;

    [SetsRequiredMembers]
    internal Setting(string name, string description, string? standard, Grammar<T> grammar)
    {
        (Name, Description, Allowed, Known, IsOpen) = (name, description, grammar.Allowed, grammar.Known, grammar.IsOpen);
        this.grammar = grammar;
        this.standard = standard is null ? null : Read(standard);
    }

    /// <inheritdoc/>
    public override SettingValue? DefaultValue => standard;

    /// <inheritdoc/>
    public override SettingValue? TryRead(string text) => grammar.Read(text.Trim(), out T value) ? Of(value) : null;

    /// <summary>Reads a value that is known to be allowed.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public SettingValue<T> Read(string text) =>
        (SettingValue<T>?)TryRead(text) ?? throw new FormatException($"{Name}: '{text}' is not allowed; allowed: {Allowed}.");

    /// <summary>A value with its text.</summary>
    public SettingValue<T> Of(T value) => new(value, grammar.Format(value));
}
