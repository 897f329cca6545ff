namespace S2Grid.Cli.CommandLine;

/// <summary>A command whose help says more than names.</summary>
public interface IExplained
{
    /// <summary>Command lines that can be copied, and what each does.</summary>
    IReadOnlyList<Example> Examples { get; }

    /// <summary>Lines at the end of the help.</summary>
    IReadOnlyList<string> Notes => [];
}
