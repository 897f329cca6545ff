namespace S2Grid.Terminal;

/// <summary>An example in a command's help.</summary>
/// <param name="Line">A command line that can be copied.</param>
/// <param name="Meaning">What it does.</param>
public sealed record Example(string Line, string Meaning);
