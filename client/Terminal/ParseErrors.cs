using System.CommandLine.Completions;
using System.CommandLine.Parsing;

namespace S2Grid.Terminal;

/// <summary>Turns what the parser did not understand into errors for people.</summary>
public static class ParseErrors
{
    /// <summary>Everything that is wrong with the words of the command line; empty if nothing is.</summary>
    public static IReadOnlyList<UsageError> Of(ParseResult parse)
    {
        Command command = parse.CommandResult.Command;
        string[] mistaken = [.. OptionsTakenForArguments(parse)];
        string[] unknown =
        [
            .. mistaken,
            .. OptionsBeforeTheCommand(parse),
            .. UnmatchedWords(parse).Where(word => mistaken.Length == 0 || IsOption(word)),
        ];
        if (unknown.FirstOrDefault(word => !IsOption(word)) is { } surplus && command.Subcommands.Count > 0)
            return [Unknown(surplus, command)];

        return unknown.Length > 0
            ? [.. unknown.Select(word => Unknown(word, command)),
                .. parse.Errors.Where(IsOfAnOption).Select(error => Explain(error, command)).Distinct()]
            : [.. parse.Errors.Select(error => Explain(error, command)).Distinct()];
    }

    private static string PathOf(Command command) => (command as CliCommand)?.Path ?? command.Name;

    private static bool IsOfAnOption(ParseError error) => error.SymbolResult is OptionResult or ArgumentResult { Parent: OptionResult };

    private static UsageError Explain(ParseError error, Command command) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0 } option =>
            new UsageError($"{option.Option.Name} needs a value: {option.Option.HelpName}", option.IdentifierToken?.Value),
        OptionResult { IdentifierTokenCount: > 1, Option.Arity.MaximumNumberOfValues: 1 } option =>
            new UsageError($"{option.Option.Name} can be given once only", option.IdentifierToken?.Value),
        OptionResult option => WrongValue(error.Message, option.Option),
        ArgumentResult { Parent: OptionResult option } => WrongValue(error.Message, option.Option),
        ArgumentResult { Tokens.Count: 0, Argument: var argument } =>
            new UsageError($"'{PathOf(command)}' needs {argument.HelpName ?? argument.Name}"),
        ArgumentResult argument => WrongValue(error.Message, argument.Argument),
        _ => new UsageError(error.Message.TrimEnd('.')),
    };

    /// <summary>A value that its parser refused: the text at fault is what the message quotes first.</summary>
    private static UsageError WrongValue(string message, Symbol symbol)
    {
        string? fault = message.Split('\'') is [_, var quoted, _, ..] ? quoted : null;
        IEnumerable<string> known = symbol.GetCompletions(CompletionContext.Empty).Select(item => item.Label);
        string? near = fault is null ? null : DidYouMean.Suggest(fault, known);
        return new UsageError(message, fault, (symbol as Option)?.Name, near == fault ? null : near);
    }

    /// <summary>Words beginning with a dash that the parser took for the command's argument, because it knows no such option.</summary>
    private static IEnumerable<string> OptionsTakenForArguments(ParseResult parse) =>
        parse.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Select(token => token.Value)
            .Where(IsOption);

    /// <summary>Options of the program that stand before a command which has no such option.</summary>
    private static IEnumerable<string> OptionsBeforeTheCommand(ParseResult parse) =>
        parse.RootCommandResult.Children.OfType<OptionResult>()
            .Where(option => !option.Implicit)
            .Select(option => option.Option.Name)
            .Except(HelpWriter.OptionsOf(parse.CommandResult.Command).Select(option => option.Name));

    /// <summary>Words that nothing took, without what looks like the value of an unknown option.</summary>
    private static IEnumerable<string> UnmatchedWords(ParseResult parse)
    {
        bool afterOption = false;
        foreach (string word in parse.UnmatchedTokens)
        {
            bool option = IsOption(word);
            if (option || !afterOption)
                yield return word;

            afterOption = option;
        }
    }

    private static UsageError Unknown(string word, Command command)
    {
        if (IsOption(word))
        {
            string name = word.Split('=')[0];
            IEnumerable<string> options = HelpWriter.OptionsOf(command).Select(option => option.Name);
            return new UsageError($"'{PathOf(command)}' has no option '{name}'", name, null, DidYouMean.Suggest(name, options));
        }

        string[] commands = [.. command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name)];
        return commands.Length == 0
            ? new UsageError($"unexpected argument '{word}'", word)
            : UsageError.Unknown("command", word, commands);
    }

    private static bool IsOption(string word) => word.Length > 1 && word[0] == '-';
}
