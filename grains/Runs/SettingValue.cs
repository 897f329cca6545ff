namespace S2Grid.Runs;

/// <summary>One value of a setting with its one text.</summary>
/// <param name="Text">How files, columns, identities and messages have it.</param>
public abstract record SettingValue(string Text)
{
    /// <inheritdoc/>
    public sealed override string ToString() => Text;
}
