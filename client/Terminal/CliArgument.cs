using System.CommandLine.Parsing;

namespace S2Grid.Terminal;

/// <summary>Declares the arguments of commands, as <see cref="CliOption"/> does options.</summary>
public static class CliArgument
{
    /// <summary>Any text.</summary>
    public static Argument<string> Text(string name, string description, Func<IEnumerable<string>>? choices = null) =>
        Value<string>(name, description, CliOption.TryReadText, "", choices);

    /// <summary>Any text, or none.</summary>
    public static Argument<string?> OptionalText(string name, string description, Func<IEnumerable<string>>? choices = null) =>
        Describe(new Argument<string?>(name) { Arity = ArgumentArity.ZeroOrOne }, description, choices);

    /// <summary>Any texts, or none.</summary>
    public static Argument<IReadOnlyList<string>> Texts(string name, string description, Func<IEnumerable<string>>? choices = null) =>
        Describe(
            new Argument<IReadOnlyList<string>>(name)
            {
                Arity = ArgumentArity.ZeroOrMore,
                DefaultValueFactory = _ => [],
                CustomParser = result => CliOption.ReadAll<string>(result, CliOption.TryReadText, "", ""),
            },
            description,
            choices);

    /// <summary>A value of any type.</summary>
    public static Argument<T> Value<T>(
        string name, string description, TryRead<T> tryRead, string complaint, Func<IEnumerable<string>>? choices = null) => Describe(
        new Argument<T>(name)
        {
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => CliOption.Read(result, tryRead, "", complaint),
        },
        description,
        choices);

    /// <summary>One of a few words.</summary>
    public static Argument<T> Choice<T>(string name, string description, IReadOnlyDictionary<string, T> choices) =>
        Value<T>(name, description, choices.TryGetValue, CliOption.NotOneOf(choices.Keys), () => choices.Keys);

    /// <summary>One thing of a kind, given by its name.</summary>
    public static Argument<T> Named<T>(string name, string description, string kind, IReadOnlyList<T> all, Func<T, string> nameOf)
        where T : class
    {
        return Describe(new Argument<T>(name) { Arity = ArgumentArity.ExactlyOne, CustomParser = Find }, description, Names);

        IEnumerable<string> Names() => all.Select(nameOf);

        T? Find(ArgumentResult result)
        {
            string text = result.Tokens[0].Value;
            T? found = all.FirstOrDefault(thing => nameOf(thing) == text);
            if (found is null)
                result.AddError(UsageError.Unknown(kind, text, [.. Names()]).Message);

            return found;
        }
    }

    private static Argument<T> Describe<T>(Argument<T> argument, string description, Func<IEnumerable<string>>? choices)
    {
        argument.Description = description;
        CliOption.Complete(argument.CompletionSources, choices);
        return argument;
    }
}
