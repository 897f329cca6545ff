namespace S2Grid.Server.Configuration;

/// <summary>A setting's name in each place where it can be given: its flag is the option's own.</summary>
internal static class SettingNames
{
    /// <summary>What the names of environment variables begin with.</summary>
    public const string VariablePrefix = "S2GRID_";

    extension(Option setting)
    {
        /// <summary>The name by itself, as messages about several settings have it: <c>silo-port</c>.</summary>
        public string Word => setting.Name.TrimStart('-');

        /// <summary>The environment variable: <c>S2GRID_SILO_PORT</c>.</summary>
        public string Variable => VariablePrefix + setting.Word.ToUpperInvariant().Replace('-', '_');

        /// <summary>The key in the settings file's section: <c>siloPort</c>.</summary>
        public string Key =>
            string.Concat(setting.Word.Split('-').Select((word, index) => index == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
