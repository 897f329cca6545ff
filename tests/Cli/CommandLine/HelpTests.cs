using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.CommandLine;

public sealed class HelpTests : IDisposable
{
    private readonly CliHarness cli = new();

    [Theory]
    [InlineData("")]
    [InlineData("vm")]
    [InlineData("vm replay")]
    public async Task Help_OfEachCommand_IsAsReviewed(string command)
    {
        CliResult result = await cli.RunAsync(command + " --help");

        Snapshot.Matches("help" + string.Concat(command.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => "-" + word)), result.Exits(ExitCode.Done).Out);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task NoArguments_ShowsTheHelp()
    {
        CliResult alone = await cli.RunAsync("");
        CliResult asked = await cli.RunAsync("--help");

        Assert.Equal(asked.Out, alone.Exits(ExitCode.Done).Out);
    }

    public void Dispose() => cli.Dispose();
}
