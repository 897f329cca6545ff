using System.CommandLine;
using System.Text;
using System.Text.RegularExpressions;
using S2Grid.Cli;

namespace S2Grid.Fuzz.Tests.Targets;

/// <summary>A command line. Nothing leaves the commands' folder, no cluster is called, and sweeps are not run.</summary>
internal sealed partial class CommandLineTarget() : FuzzTarget("command-line", 150)
{
    private static readonly Command[] Tree = [.. Below(CommandTree.Of(
        new CliEnvironment { Out = TextWriter.Null, Error = TextWriter.Null, In = TextReader.Null, CurrentDirectory = "/" }))];

    public override IReadOnlyList<byte[]> Corpus { get; } = Of(
    [
        .. Tree.OfType<CliCommand>().SelectMany(command => command.Examples).Select(example => example.Line)
            .Where(line => line.IndexOfAny(['|', '>']) < 0).Select(line => line[("s2grid".Length + 1)..]),
        .. Tree.OfType<CliCommand>().Select(command => $"{command.Path[Math.Min("s2grid ".Length, command.Path.Length)..]} --help"),
    ]);

    public override IReadOnlyList<string> Words => field ??=
    [
        .. Vocabulary.OfSweeps,
        .. Tree.Select(command => command.Name),
        .. Tree.SelectMany(command => command.Options).SelectMany(option => option.Aliases.Append(option.Name)),
        .. Vocabulary.In(Corpus),
    ];

    public override async Task RunAsync(byte[] input)
    {
        string[] words = [.. Quoted().Matches(Encoding.UTF8.GetString(input)).Select(word => Harmless(word.Value))];
        using var commands = new Commands();
        await commands.RunAsync(null, words.Contains("run") ? [.. words, "--dry-run"] : words);
    }

    private static string Harmless(string word)
    {
        string inside = string.Concat(word.Where(c => c is not ('"' or '\0'))).Replace('/', '_').Replace(':', '_');
        return Above().Replace(inside, "_");
    }

    private static IEnumerable<Command> Below(Command command) => command.Subcommands.SelectMany(Below).Prepend(command);

    [GeneratedRegex("(?:\"[^\"]*\"|[^ \"])+")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<=^|=)(\.\.?|~.*)$")]
    private static partial Regex Above();
}
