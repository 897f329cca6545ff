using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.CommandLine;

public sealed class ParseErrorTests : IDisposable
{
    private readonly CliHarness cli = new();

    [Theory]
    [InlineData("unknown-command", "vn --memory 1G")]
    [InlineData("unknown-option", "vm --bakcing thp --mpa")]
    [InlineData("surplus-word", "vm extra")]
    [InlineData("missing-value", "vm --memory")]
    public async Task WrongShape_IsShownWithACaretAndASuggestion(string snapshot, string line)
    {
        CliResult result = await cli.RunAsync(line);

        Snapshot.Matches("error-" + snapshot, result.Exits(ExitCode.Usage).Error);
        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task TenThousandSurplusWords_AreShownInPartAndCounted()
    {
        CliResult result = await cli.RunAsync(["axes", .. Enumerable.Repeat("surplus", 10_000)]);

        string[] lines = result.Exits(ExitCode.Usage).Error.Split('\n');
        Assert.Equal(20, lines.Count(line => line.StartsWith("error: unexpected argument 'surplus'", StringComparison.Ordinal)));
        Assert.Contains("There are 9,980 more errors.", lines);
    }

    public void Dispose() => cli.Dispose();
}
