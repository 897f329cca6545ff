namespace S2Grid.Cli.Tests.Harness;

/// <summary>What a command left behind.</summary>
/// <param name="ExitCode">What it returned.</param>
/// <param name="Out">What it wrote to standard output.</param>
/// <param name="Error">What it wrote to standard error.</param>
public sealed record CliResult(int ExitCode, string Out, string Error)
{
    /// <summary>Asserts the exit code and shows everything else if it is another one.</summary>
    public CliResult Exits(int expected)
    {
        Assert.True(expected == ExitCode, $"Expected exit code {expected}, got {ExitCode}.\n--- stdout\n{Out}\n--- stderr\n{Error}");
        return this;
    }
}
