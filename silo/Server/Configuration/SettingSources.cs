using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using S2Grid.Mmu;

namespace S2Grid.Server.Configuration;

/// <summary>Gathers what flags, environment variables and the settings file say: a flag counts more than a variable, a variable more than the file.</summary>
internal sealed class SettingSources
{
    private const string DefaultFile = "appsettings.json";

    private readonly Dictionary<Setting, SettingValue> values = [];
    private readonly ConfigurationErrors errors;

    /// <summary>Reads all sources.</summary>
    /// <param name="flags">The command line, without the program's name.</param>
    /// <param name="variables">The environment.</param>
    /// <param name="directory">Where relative paths begin.</param>
    /// <param name="errors">Takes what cannot be understood.</param>
    public SettingSources(IReadOnlyList<string> flags, IReadOnlyDictionary<string, string> variables, string directory, ConfigurationErrors errors)
    {
        this.errors = errors;
        ReadFlags(flags);
        ReadVariables(variables);
        File = ReadFile(directory);
    }

    /// <summary>The whole settings file; empty if there is none.</summary>
    public IConfigurationRoot File { get; }

    /// <summary>What a setting is set to; false if nowhere. An empty text is as good as none.</summary>
    public bool TryGet(Setting setting, [NotNullWhen(true)] out SettingValue? value) =>
        values.TryGetValue(setting, out value) && value.Text.Length > 0;

    private void ReadFlags(IReadOnlyList<string> words)
    {
        for (int index = 0; index < words.Count; index++)
        {
            string[] parts = words[index].Split('=', 2);
            if (Settings.All.FirstOrDefault(setting => setting.Flag == parts[0]) is not { } known)
            {
                errors.AddUnknown(parts[0], parts[0], Settings.All.Select(setting => setting.Flag));

                // What follows an unknown flag is taken for its value.
                if (parts.Length == 1 && index + 1 < words.Count && !IsFlag(words[index + 1]))
                    index++;
            }
            else if (parts.Length == 1 && (index + 1 == words.Count || IsFlag(words[index + 1])))
            {
                errors.Add($"{known.Flag} needs a value: {known.ValueName}.");
            }
            else if (!values.TryAdd(known, new SettingValue(parts.Length == 2 ? parts[1] : words[++index], known.Flag)))
            {
                errors.Add($"{known.Flag} can be given once only.");
            }
        }
    }

    /// <summary>
    /// Other programs have variables with the same prefix, so one that is unknown is an error only where its name is nearly a setting's.
    /// </summary>
    private void ReadVariables(IReadOnlyDictionary<string, string> variables)
    {
        foreach ((string name, string text) in variables.Where(variable => variable.Key.StartsWith(Settings.VariablePrefix, StringComparison.Ordinal)))
        {
            if (Settings.All.FirstOrDefault(setting => setting.Variable == name) is { } known)
                values.TryAdd(known, new SettingValue(text, name));
            else if (!Settings.ForeignVariables.Contains(name) && DidYouMean.Suggest(name, Settings.All.Select(setting => setting.Variable)) is not null)
                errors.AddUnknown($"The environment variable {name}", name, Settings.All.Select(setting => setting.Variable));
        }
    }

    private IConfigurationRoot ReadFile(string directory)
    {
        bool isGiven = TryGet(Settings.File, out SettingValue? given);
        string path = Path.GetFullPath(given?.Text ?? DefaultFile, directory);
        try
        {
            IConfigurationRoot file = new ConfigurationBuilder().AddJsonFile(path, optional: !isGiven, reloadOnChange: false).Build();
            foreach (IConfigurationSection entry in file.GetSection(Settings.Section).GetChildren())
                ReadEntry(entry, path);
            return file;
        }
        catch (FileNotFoundException)
        {
            errors.Add($"{given!.Origin}: there is no file {path}.");
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            errors.Add($"The settings file {path} cannot be read: {(e.InnerException ?? e).Message}");
        }

        return new ConfigurationBuilder().Build();
    }

    private void ReadEntry(IConfigurationSection entry, string path)
    {
        string origin = $"{path}, {Settings.Section}.{entry.Key}";
        IEnumerable<Setting> possible = Settings.All.Where(setting => setting != Settings.File);
        if (possible.FirstOrDefault(setting => setting.Key.Equals(entry.Key, StringComparison.OrdinalIgnoreCase)) is not { } known)
            errors.AddUnknown(origin, entry.Key, possible.Select(setting => setting.Key));
        else if (entry.Value is not { } text)
            errors.Add($"{origin} must be one value: {known.ValueName}.");
        else
            values.TryAdd(known, new SettingValue(text, origin));
    }

    private static bool IsFlag(string word) => word.StartsWith("--", StringComparison.Ordinal);
}
