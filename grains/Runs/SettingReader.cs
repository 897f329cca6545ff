namespace S2Grid.Runs;

/// <summary>Reads a value as people write it.</summary>
/// <returns>Whether it is allowed.</returns>
internal delegate bool SettingReader<T>(string text, out T value);
