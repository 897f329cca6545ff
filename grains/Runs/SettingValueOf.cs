namespace S2Grid.Runs;

/// <summary>One value of a setting with its one text.</summary>
/// <param name="Value">The value.</param>
/// <param name="Text">How files, columns, identities and messages have it.</param>
public sealed record SettingValue<T>(T Value, string Text) : SettingValue(Text);
