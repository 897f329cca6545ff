using System.CommandLine.Completions;

namespace S2Grid.Cli.Completion;

/// <summary>Collects everything that shells complete from the command tree.</summary>
internal static class CompletionTree
{
    /// <summary>The entries of <paramref name="command"/>, of its options and of all commands below it.</summary>
    public static IEnumerable<CompletionEntry> Of(Command command) => Of(command, []);

    private static IEnumerable<CompletionEntry> Of(Command command, IEnumerable<Option> inherited)
    {
        string path = ((CliCommand)command).Path;
        var commands = command.Subcommands.ToList();
        var options = command.Options.Concat(inherited).ToList();
        yield return new CompletionEntry(
            path,
            null,
            [
                .. commands.Select(c => (c.Name, c.Description ?? "")),
                .. command.Arguments.SelectMany(argument => Words(argument.GetCompletions(CompletionContext.Empty))),
                .. options.Select(option => (option.Name, option.Description ?? "")),
            ],
            command.Arguments.Any(argument => IsFile(argument.HelpName ?? argument.Name)));

        foreach (Option option in options.Where(option => option.Arity.MaximumNumberOfValues > 0))
        {
            (string, string)[] values = [.. Words(option.GetCompletions(CompletionContext.Empty))];
            foreach (string name in option.Aliases.Prepend(option.Name))
                yield return new CompletionEntry(path, name, values, IsFile(option.HelpName));
        }

        foreach (CompletionEntry entry in commands.SelectMany(c => Of(c, options.Where(option => option.Recursive))))
            yield return entry;
    }

    private static IEnumerable<(string, string)> Words(IEnumerable<CompletionItem> items) => items.Select(item => (item.Label, ""));

    private static bool IsFile(string? valueName) => valueName?.Split('|').Any(word => word is "FILE" or "DIR") ?? false;
}
