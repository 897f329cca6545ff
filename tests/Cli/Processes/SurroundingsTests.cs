using System.Text.RegularExpressions;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Support;

namespace S2Grid.Cli.Tests.Processes;

/// <summary>What a command does where streams, folders and disks are not as they should be: never an abort.</summary>
public sealed class SurroundingsTests : IDisposable
{
    private readonly CliHarness cli = new();

    public SurroundingsTests() => cli.Write("tiny.yaml", "axes: {memory: 64M, backing: [4k, thp], strategy: [baseline, rfc]}");

    public void Dispose() => cli.Dispose();

    [Theory]
    [InlineData("s2grid presets list > /dev/full", ExitCode.Failed, "No space left on device")]
    [InlineData("s2grid --help > /dev/full", ExitCode.Failed, "No space left on device")]
    [InlineData("s2grid presets list >&-", ExitCode.Failed, "error: ")]
    [InlineData("s2grid run tiny.yaml 2> /dev/full", ExitCode.Done, "")]
    [InlineData("s2grid run tiny.yaml 2>&-", ExitCode.Done, "")]
    [InlineData("s2grid nonsense 2> /dev/full", ExitCode.Usage, "")]
    public async Task Streams_ThatCannotBeWritten_EndNoProcess(string script, int exit, string said)
    {
        CliResult result = (await Shell.RunAsync(cli, script)).Exits(exit);

        Assert.StartsWith(said.Length == 0 ? "" : "error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--version", ExitCode.Done, "")]
    [InlineData("presets list", ExitCode.Done, "")]
    [InlineData("sweeps list", ExitCode.Done, "")]
    [InlineData("vm replay x.jsonl", ExitCode.Failed, "the current folder is gone")]
    public async Task CurrentFolder_ThatIsGone_IsMissedOnlyByWhoNeedsIt(string command, int exit, string said)
    {
        CliResult result = (await Shell.RunAsync(cli, $"mkdir gone; cd gone; rmdir ../gone; s2grid {command}")).Exits(exit);

        Assert.Contains(said, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unset XDG_CONFIG_HOME; s2grid cluster add x --gateway 127.0.0.1:1", "XDG_CONFIG_HOME")]
    [InlineData("unset S2GRID_DATA; s2grid sweeps list", "--data")]
    [InlineData("unset S2GRID_DATA; XDG_DATA_HOME=here s2grid sweeps list", "--data")]
    public async Task Home_ThatIsMissing_IsNotTheCurrentFolder(string script, string said)
    {
        CliResult result = (await Shell.RunAsync(cli, $"mkdir at; cd at; export HOME=.; {script}")).Exits(ExitCode.Failed);

        Assert.Contains("There is no home folder", result.Error, StringComparison.Ordinal);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(cli.Folder, "at")));
    }

    [Fact]
    public async Task Disk_ThatIsReadOnly_IsLookedAt()
    {
        (await cli.RunAsync("run tiny.yaml --quiet")).Exits(ExitCode.Done);
        string before = (await cli.RunAsync("results tiny --format csv")).Out;

        CliResult looked = await Shell.RunMountedAsync(cli, """
            mount --bind "$S2GRID_DATA" "$S2GRID_DATA" && mount -o remount,bind,ro "$S2GRID_DATA" || exit 99
            s2grid sweeps list >&2 && s2grid report tiny -o report && s2grid results tiny --format csv || exit 98
            s2grid sweeps delete tiny && exit 97
            exit 0
            """);

        Assert.Equal(before, looked.Exits(ExitCode.Done).Out);
        Assert.Contains("error: Read-only file system", looked.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disk_ThatIsFull_IsLookedAtAndClearedByDeleting()
    {
        CliResult result = await Shell.RunMountedAsync(cli, """
            mkdir -p "$S2GRID_DATA" && mount -t tmpfs -o size=1M none "$S2GRID_DATA" || exit 99
            s2grid run tiny.yaml --quiet > /dev/null && s2grid run tiny.yaml --name large --repeats 200 --quiet > /dev/null || exit 98
            cat /dev/zero > "$S2GRID_DATA/rest" 2> /dev/null
            s2grid run tiny.yaml --name more && exit 97
            s2grid sweeps list && s2grid results tiny && s2grid sweeps delete large && s2grid sweeps list
            """);

        Assert.Contains("level-3 visits", result.Exits(ExitCode.Done).Out, StringComparison.Ordinal);
        Assert.Contains("catalogue.db cannot be used: the disk is full.", result.Error, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(result.Out, "^large .*done", RegexOptions.Multiline));
    }

    [Fact]
    public async Task Disk_ThatFillsWhileASweepRuns_EndsItWithThatSentence()
    {
        CliResult result = await Shell.RunMountedAsync(cli, """
            mkdir -p "$S2GRID_DATA" && mount -t tmpfs -o size=1M none "$S2GRID_DATA" || exit 99
            s2grid run tiny.yaml --name first --quiet > /dev/null || exit 98
            s2grid run tiny.yaml --name full --repeats 100000 --quiet
            """);

        result.Exits(ExitCode.Failed);
        Assert.Contains("error: ", result.Error, StringComparison.Ordinal);
        Assert.Matches("No space left|is full", result.Error);
    }

    [Fact]
    public async Task CtrlC_Twice_EndsALongStepAtOnce()
    {
        cli.Write("long.yaml", "axes: {memory: 2T, backing: 4k, strategy: baseline, dirty: random 0.5}\nrepeats: 1000");
        await using CliProcess run = CliProcess.Start(cli.Folder, cli.Data, "run", "long.yaml", "--quiet");
        await Poll.UntilAsync(() => Directory.Exists(Path.Combine(cli.Data, "sweeps")), () => $"a sweep. It said: {run.Error}");

        await run.InterruptAsync();
        await Poll.UntilAsync(
            () => run.Error.Contains("Ctrl-C again", StringComparison.Ordinal), () => $"what Ctrl-C again does. It said: {run.Error}");

        await run.InterruptAsync();
        (await run.EndAsync()).Exits(ExitCode.Interrupted);
    }
}
