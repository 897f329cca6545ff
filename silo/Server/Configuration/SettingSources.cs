using System.CommandLine.Parsing;
using Microsoft.Extensions.Configuration;

namespace S2Grid.Server.Configuration;

/// <summary>Gathers what flags, environment variables and the settings file say: a flag counts more than a variable, a variable more than
/// the file.</summary>
internal sealed class SettingSources
{
    private const string DefaultFile = "appsettings.json";
    private static readonly Command Command = AllOptions();

    private readonly List<string> errors;
    private readonly Dictionary<string, string> origins = [];
    private readonly HashSet<Option?> wrong = [];
    private readonly ParseResult parse;
    private string path = "";

    /// <summary>Reads all sources.</summary>
    /// <param name="flags">The command line, without the program's name.</param>
    /// <param name="variables">The environment.</param>
    /// <param name="directory">Where relative paths begin.</param>
    /// <param name="errors">Takes what cannot be understood.</param>
    public SettingSources(
        IReadOnlyList<string> flags, IReadOnlyDictionary<string, string> variables, string? directory, List<string> errors)
    {
        this.errors = errors;
        ParseResult given = Parse(flags);
        string? settingsFile = given.GetResult(Settings.File) is { Tokens: [{ Value: var name }, ..] } ? name : null;
        Dictionary<string, string?> environment = ReadVariables(variables);
        File = ReadFile(settingsFile ?? environment.GetValueOrDefault(Settings.File.Key), directory);
        IConfigurationRoot behind =
            new ConfigurationBuilder().AddConfiguration(File.GetSection(Settings.Section)).AddInMemoryCollection(environment).Build();

        // What flags leave open is given as if by flags: one parser reads all of it, and its errors name where the text came from.
        List<string> words = [.. flags];
        foreach (Option setting in Settings.All.Where(setting => !given.IsGiven(setting)))
        {
            if (behind[setting.Key] is { Length: > 0 } text)
            {
                origins[setting.Name] = environment.ContainsKey(setting.Key) ? setting.Variable : OriginInFile(setting.Key);
                words.Add($"{setting.Name}={text}");
            }
        }

        parse = Parse(words);
        wrong.UnionWith(parse.Errors.Select(error => OptionOf(error.SymbolResult)));
        errors.InsertRange(0, ParseErrors.Of(parse).Select(Sentence));
    }

    /// <summary>The whole settings file; empty if there is none.</summary>
    public IConfigurationRoot File { get; }

    /// <summary>What a setting is set to, or its default; no value if it was given one that is not valid.</summary>
    public T? Read<T>(Option<T> setting) => wrong.Contains(setting) ? default : parse.GetValue(setting);

    /// <summary>Whether anything says what the setting is.</summary>
    public bool IsGiven(Option setting) => parse.IsGiven(setting);

    /// <summary>Where a setting was given, for messages: a flag, a variable, or a file and key.</summary>
    public string OriginOf(Option setting) => origins.GetValueOrDefault(setting.Name, setting.Name);

    private static Command AllOptions()
    {
        var command = new Command("s2grid-silo");
        foreach (Option setting in Settings.All)
            command.Add(setting);

        return command;
    }

    private static ParseResult Parse(IReadOnlyList<string> words)
        => Command.Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });

    /// <summary>
    /// The variables that are settings, by key. Other programs have variables with the same prefix, so one that is unknown is an error only
    /// where its name is nearly a setting's.
    /// </summary>
    private Dictionary<string, string?> ReadVariables(IReadOnlyDictionary<string, string> variables)
    {
        Dictionary<string, string?> texts = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name,
            string text) in variables.Where(variable => variable.Key.StartsWith(SettingNames.VariablePrefix, StringComparison.Ordinal)))
        {
            if (Settings.All.FirstOrDefault(setting => setting.Variable == name) is { } known)
            {
                texts[known.Key] = text;
            }
            else if (!Settings.ForeignVariables.Contains(name)
                && DidYouMean.Suggest(name, Settings.All.Select(setting => setting.Variable)) is { } near)
            {
                errors.Add($"unknown environment variable {name}. Did you mean '{near}'?");
            }
        }

        return texts;
    }

    private IConfigurationRoot ReadFile(string? given, string? directory)
    {
        path = string.IsNullOrEmpty(given) ? DefaultFile : given;
        try
        {
            path = UserPaths.Full(path, directory);
            IConfigurationRoot file =
                new ConfigurationBuilder().AddJsonFile(path, optional: string.IsNullOrEmpty(given), reloadOnChange: false).Build();
            foreach (IConfigurationSection entry in file.GetSection(Settings.Section).GetChildren())
                CheckEntry(entry, OriginInFile(entry.Key));

            return file;
        }
        catch (FileNotFoundException)
        {
            if (!string.IsNullOrEmpty(given))
                errors.Add($"{Settings.File.Name}: there is no file {path}.");
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            errors.Add($"The settings file {path} cannot be read: {(e.InnerException ?? e).Message}");
        }

        return new ConfigurationBuilder().Build();
    }

    private void CheckEntry(IConfigurationSection entry, string origin)
    {
        Option[] possible = [.. Settings.All.Where(setting => setting != Settings.File)];
        if (possible.FirstOrDefault(setting => setting.Key.Equals(entry.Key, StringComparison.OrdinalIgnoreCase)) is not { } known)
        {
            string hint = DidYouMean.Suggest(entry.Key, possible.Select(setting => setting.Key)) is { } near
                ? $". Did you mean '{near}'?" : ".";
            errors.Add($"{origin} is not a setting{hint}");
        }
        else if (entry.Value is null)
        {
            errors.Add($"{origin} must be one value: {known.HelpName}.");
        }
    }

    private string OriginInFile(string key) => $"{path}, {Settings.Section}.{key}";

    private string Sentence(UsageError error)
    {
        string message =
            error.After is { } flag && origins.TryGetValue(flag, out string? origin)
                && error.Message.StartsWith(flag, StringComparison.Ordinal)
            ? origin + error.Message[flag.Length..]
            : error.Message;
        return error.Suggestion is { } near ? $"{message}. Did you mean '{near}'?" : $"{message}.";
    }

    private static Option? OptionOf(SymbolResult? place) => (place as OptionResult ?? place?.Parent as OptionResult)?.Option;
}
