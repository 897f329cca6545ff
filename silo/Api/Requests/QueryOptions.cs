namespace S2Grid.Api.Requests;

/// <summary>
/// The parameters of an address: options of the command line without their dashes, declared there and read by the same parser, so that
/// they mean the same and what is wrong with them is said in the same words, all at once.
/// </summary>
/// <param name="name">The command that the request stands for.</param>
/// <param name="options">Its options.</param>
/// <param name="arguments">Its arguments, and the parameter that has their values; null for none.</param>
internal sealed class QueryOptions(string name, IReadOnlyList<Option> options, (string Parameter, Argument Values)? arguments = null)
{
    private const string Dashes = "--";

    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    private readonly Command command = Of(name, options, arguments?.Values);

    /// <summary>The options, in the order of the document.</summary>
    public IReadOnlyList<Option> Options => options;

    /// <summary>The parameter whose values are arguments; null for none.</summary>
    public string? Repeated => arguments?.Parameter;

    /// <summary>What a parameter is called.</summary>
    public static string NameOf(Option option) => option.Name.TrimStart('-');

    /// <summary>Reads a request's parameters.</summary>
    /// <exception cref="UsageException">Something is wrong with them; carries everything.</exception>
    public ParseResult Read(IQueryCollection query)
    {
        List<string> words = [];
        List<string> values = [];
        foreach ((string parameter, var given) in query)
        {
            foreach (string? value in given)
            {
                if (parameter == arguments?.Parameter)
                    values.Add(value ?? "");
                else
                    words.AddRange(WordsOf(parameter, value ?? ""));
            }
        }

        ParseResult parse = command.Parse([.. words, .. values.Count == 0 ? [] : (string[])[Dashes, .. values]], Parser);
        return ParseErrors.Of(parse) is { Count: > 0 } errors ? throw new UsageException(errors) : parse;
    }

    private IEnumerable<string> WordsOf(string parameter, string value)
    {
        Option? option = options.FirstOrDefault(known => known.Name == Dashes + parameter);
        if (option is not Option<bool>)
            return [$"{Dashes}{parameter}={value}"];

        bool isYes = value.Length == 0;
        if (!isYes && !YesNo.TryParse(value, out isYes))
            throw new UsageException(new UsageError($"{option.Name}: '{value}' is not one of true, false", value, option.Name));

        return isYes ? [option.Name] : [];
    }

    private static Command Of(string name, IReadOnlyList<Option> options, Argument? arguments)
    {
        var command = new Command(name);
        foreach (Option option in options)
            command.Add(option);

        if (arguments is not null)
            command.Add(arguments);

        return command;
    }
}
