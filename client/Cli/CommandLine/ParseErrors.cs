using System.CommandLine;
using System.CommandLine.Parsing;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Specification;

namespace S2Grid.Cli.CommandLine;

/// <summary>Turns what the parser did not understand into errors for people.</summary>
public static class ParseErrors
{
    /// <summary>Everything that is wrong with the shape of the command line; empty if nothing is.</summary>
    public static IReadOnlyList<UsageError> Of(ParseResult parse)
    {
        Command command = parse.CommandResult.Command;
        string[] options = [.. OptionNames(command)];
        string[] mistaken = [.. OptionsTakenForArguments(parse)];
        string[] unknown = [.. mistaken, .. UnmatchedWords(parse).Where(word => mistaken.Length == 0 || IsOption(word))];
        if (unknown.FirstOrDefault(word => !IsOption(word)) is { } surplus && command.Subcommands.Count > 0)
        {
            return [Unknown(surplus, command, options)];
        }

        return unknown.Length > 0
            ? [.. unknown.Select(word => Unknown(word, command, options))]
            : [.. parse.Errors.Select(error => Explain(error, command))];
    }

    private static UsageError Explain(ParseError error, Command command) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0 } option =>
            new UsageError($"{option.Option.Name} needs a value: {option.Option.HelpName}", option.IdentifierToken?.Value),
        OptionResult { IdentifierTokenCount: > 1 } option =>
            new UsageError($"{option.Option.Name} can be given once only", option.IdentifierToken?.Value),
        ArgumentResult { Tokens.Count: 0, Argument: var argument } =>
            new UsageError($"'{CommandPath.Of(command)}' needs {argument.HelpName ?? argument.Name}"),
        _ => new UsageError(error.Message.TrimEnd('.')),
    };

    /// <summary>Words beginning with a dash that the parser took for the command's argument, because it knows no such option.</summary>
    private static IEnumerable<string> OptionsTakenForArguments(ParseResult parse) =>
        parse.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Select(token => token.Value)
            .Where(IsOption);

    /// <summary>Words that nothing took, without what looks like the value of an unknown option.</summary>
    private static IEnumerable<string> UnmatchedWords(ParseResult parse)
    {
        bool afterOption = false;
        foreach (string word in parse.UnmatchedTokens)
        {
            bool option = IsOption(word);
            if (option || !afterOption)
            {
                yield return word;
            }

            afterOption = option;
        }
    }

    private static UsageError Unknown(string word, Command command, IEnumerable<string> options)
    {
        if (IsOption(word))
        {
            string name = word.Split('=')[0];
            return new UsageError($"'{CommandPath.Of(command)}' has no option '{name}'", name, null, DidYouMean.Suggest(name, options));
        }

        string[] commands = [.. command.Subcommands.Select(c => c.Name)];
        string path = CommandPath.Of(command);
        return commands.Length == 0
            ? new UsageError($"'{path}' does not take '{word}'", word)
            : UsageError.Unknown($"'{path}' has no command '{word}'", word, commands);
    }

    private static IEnumerable<string> OptionNames(Command command) =>
        command.Options.Select(option => option.Name)
            .Concat(command.Parents.OfType<Command>().SelectMany(c => c.Options).Where(o => o.Recursive).Select(o => o.Name));

    private static bool IsOption(string word) => word.Length > 1 && word[0] == '-';
}
