using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using S2Grid.Cli.Tests.Agents;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Documents;

/// <summary>The documents' examples: every fenced block that begins with <c>$ s2grid</c> is run and compared.</summary>
public sealed partial class DocumentTests(MeasuredLab lab) : IClassFixture<MeasuredLab>, IDisposable
{
    private readonly CliHarness cli = new();

    [Theory]
    [InlineData("comparison.md")]
    [InlineData("cost-models.md")]
    [InlineData("counters.md")]
    [InlineData("output-schema.md")]
    [InlineData("strategies.md")]
    [InlineData("sweep-files.md")]
    [InlineData("cover-letter.md")]
    [InlineData("times.md")]
    public async Task Document_EachCommand_PrintsWhatItSays(string name)
    {
        // What was measured is there, as after the commands of measured-sweeps.md.
        if (name == "cost-models.md")
            cli.Variables["S2GRID_CLUSTER"] = lab.Address;

        string file = Document(name);
        string text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        foreach (Match block in Blocks().Matches(text))
        {
            string[] commands = [.. block.Groups["command"].Captures.Select(command => command.Value)];
            foreach (string command in commands[..^1])
                (await cli.RunAsync(command)).Exits(ExitCode.Done);

            string actual = (await cli.RunAsync(commands[^1])).Exits(ExitCode.Done).Out;
            if (Environment.GetEnvironmentVariable("S2GRID_UPDATE_SNAPSHOTS") == "1")
            {
                string now = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
                string shown = block.Groups["head"].Value + actual + "```\n";
                await File.WriteAllTextAsync(file, now.Replace(block.Value, shown, StringComparison.Ordinal),
                    TestContext.Current.CancellationToken);
            }
            else
            {
                Assert.Equal(actual, block.Groups["output"].Value);
            }
        }
    }

    public void Dispose() => cli.Dispose();

    private static string Document(string name, [CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "..", "client", "docs", name);

    /// <summary>A block that begins with commands; what follows is the output of the last one.</summary>
    [GeneratedRegex(@"(?<head>^```\n(\$ s2grid (?<command>[^\n]*)\n)+)(?<output>(.|\n)*?)^```\n", RegexOptions.Multiline)]
    private static partial Regex Blocks();
}
