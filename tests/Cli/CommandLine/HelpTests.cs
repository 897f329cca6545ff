using System.CommandLine;
using System.CommandLine.Parsing;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.CommandLine;

public sealed class HelpTests : IDisposable
{
    private static readonly CliEnvironment Nowhere = new() { Out = TextWriter.Null, Error = TextWriter.Null, In = TextReader.Null };

    private static readonly ProgramCommand Tree = CommandTree.Of(Nowhere);

    private readonly CliHarness cli = new();

    public static TheoryData<string> Commands => [.. All(Tree).Select(command => command.Path)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_OfEachCommand_IsAsReviewed(string path)
    {
        CliResult result = await cli.RunAsync([.. path.Split(' ').Skip(1), "--help"]);

        Snapshot.Matches("help-" + path.Replace(' ', '-'), result.Exits(ExitCode.Done).Out);
        Assert.Empty(result.Error);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_OfEachCommand_HasExamplesThatItUnderstands(string path)
    {
        CliCommand command = All(Tree).Single(command => command.Path == path);

        Assert.NotEmpty(command.Examples);
        Assert.All(command.Examples, example => Assert.Empty(ParseErrors.Of(Tree.Parse(WordsOf(example.Line)))));
    }

    [Fact]
    public void Help_OfEachOption_SaysItsDefaultInOneLine()
    {
        IEnumerable<Option> options = All(Tree)
            .SelectMany(command => command.Options)
            .Where(option => option.Name is not ("--help" or "--version"));

        Assert.All(options, option => Assert.Matches(@"^[^\r\n]+ \[default: [^\]]+\]$", option.Description));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task HelpCommand_OfEachCommand_IsItsHelp(string path)
    {
        string[] command = [.. path.Split(' ').Skip(1)];

        CliResult result = await cli.RunAsync(["help", .. command]);

        Assert.Equal((await cli.RunAsync([.. command, "--help"])).Out, result.Exits(ExitCode.Done).Out);
    }

    [Theory]
    [InlineData("help sweps", "unknown command 'sweps'; available: run, sweeps", "Did you mean 'sweeps'?")]
    [InlineData("help sweeps wach", "unknown command 'wach'; available: list, show", "Did you mean 'watch'?")]
    public async Task HelpCommand_OfAnUnknownCommand_SaysWhichThereAre(string line, string complaint, string suggestion)
    {
        string error = (await cli.RunAsync(line)).Exits(ExitCode.Usage).Error;

        Assert.Contains(complaint, error, StringComparison.Ordinal);
        Assert.Contains(suggestion, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManualPage_HasEveryCommandWithItsOptions_InWordsThatTheFormatterKeeps()
    {
        string page = (await cli.RunAsync("help --man")).Exits(ExitCode.Done).Out;

        Assert.StartsWith(".TH S2GRID 1 ", page, StringComparison.Ordinal);
        Assert.All(
            All(Tree).Skip(1).Select(command => command.Path.Replace("-", "\\-", StringComparison.Ordinal)),
            path => Assert.Contains($"\n.SS {path}\n", page, StringComparison.Ordinal));
        Assert.Contains("\n\\fB\\-\\-thp\\-coverage VALUE\\fR\n", page, StringComparison.Ordinal);
        Assert.All(page.Split('\n').Where(line => line.StartsWith('.')), line => Assert.Matches(@"^\.(TH|SH|SS|PP|TP)\b", line));
        Assert.Contains(
            "leave COMMAND out", (await cli.RunAsync("help --man run")).Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sweeps")]
    [InlineData("presets")]
    public async Task Group_Alone_ShowsItsHelp(string group)
    {
        CliResult alone = await cli.RunAsync(group);
        CliResult asked = await cli.RunAsync(group + " --help");

        Assert.Equal(asked.Out, alone.Exits(ExitCode.Done).Out);
    }

    [Fact]
    public async Task Version_IsOneLine()
    {
        CliResult result = await cli.RunAsync("--version");

        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", result.Exits(ExitCode.Done).Out);
    }

    public void Dispose() => cli.Dispose();

    private static IEnumerable<CliCommand> All(CliCommand command) =>
        command.Subcommands.Cast<CliCommand>().SelectMany(All).Prepend(command);

    /// <summary>The words of the last s2grid in a line of shell, up to a pipe, a redirection or a closing bracket.</summary>
    private static IReadOnlyList<string> WordsOf(string line)
    {
        string last = line[(line.LastIndexOf("s2grid ", StringComparison.Ordinal) + "s2grid ".Length)..];
        IEnumerable<string> words = CommandLineParser.SplitCommandLine(last).TakeWhile(word => word is not (">" or "|"));
        return [.. words.Select(word => word.TrimEnd(')', '"'))];
    }
}
