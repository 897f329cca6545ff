namespace S2Grid.Cli.CommandLine;

/// <summary>Reads a value from text; false if the text is none.</summary>
public delegate bool TryRead<T>(string text, out T value);
