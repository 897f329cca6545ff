using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Run;

public sealed class RunErrorTests : IDisposable
{
    private readonly CliHarness cli = new();

    [Fact]
    public async Task Run_FileWithErrors_ShowsAllOfThemWithTheirPlaces()
    {
        cli.Write("wrong.yaml", """
            name: wrong
            axes:
              memory: [64M, 64Q]
              backng: thp
              strategy: [baseline, rcf]
              chunk: 3M
            repeats: -1
            """);

        CliResult result = await cli.RunAsync("run wrong.yaml");

        Snapshot.Matches("run-file-errors", result.Exits(ExitCode.Usage).Error);
        Assert.Empty(result.Out);
        Assert.False(Directory.Exists(cli.Data));
    }

    [Theory]
    [InlineData("set", "run rfc-2026-05 --set backng=4k --set strategy=baseline,rcf")]
    [InlineData("set-form", "run rfc-2026-05 --set backing --repeats 0 --name a/b")]
    [InlineData("preset", "run rfc-2026-06")]
    [InlineData("option-for-argument", "run --dri-run rfc-2026-05")]
    [InlineData("no-argument", "run")]
    [InlineData("twice", "run rfc-2026-05 --repeats 2 --repeats 3")]
    public async Task Run_WrongCommandLine_IsShownWithACaret(string snapshot, string line)
    {
        CliResult result = await cli.RunAsync(line);

        Snapshot.Matches("run-error-" + snapshot, result.Exits(ExitCode.Usage).Error);
        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task Run_DataDirectoryThatCannotBeMade_SaysSo()
    {
        cli.Write("file", "");

        CliResult result = await cli.RunAsync("run rfc-2026-05 --data file/below");

        Assert.Contains("file/below", result.Exits(ExitCode.Failed).Error, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();
}
