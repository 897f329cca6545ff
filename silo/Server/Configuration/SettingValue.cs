namespace S2Grid.Server.Configuration;

/// <summary>What a setting was set to.</summary>
/// <param name="Text">The text that was given.</param>
/// <param name="Origin">Where it was given, for messages: a flag, a variable, or a file and key.</param>
internal sealed record SettingValue(string Text, string Origin);
