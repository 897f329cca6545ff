using S2Grid.Server.Configuration;

namespace S2Grid.Server;

/// <summary>The help of <c>s2grid-silo</c>.</summary>
internal static class SiloHelp
{
    /// <summary>The flag that checks and does not run.</summary>
    public const string Check = "--check";

    /// <summary>Writes the help.</summary>
    public static void Write(TextWriter output)
    {
        output.WriteLine("Runs a silo: a member of a cluster that simulates the runs of sweeps and keeps their results.");
        output.WriteLine();
        output.WriteLine("Usage: s2grid-silo [--help|--version|--check] [settings]");
        output.WriteLine();
        output.WriteLine("--check reads the configuration, asks catalogue, segments and Redis whether they are there, and ends.");
        output.WriteLine();
        output.WriteLine(
            "Settings. A flag counts more than its variable, a variable more than its key in the section S2Grid of the settings file.");
        output.WriteLine();
        int flags = Settings.All.Max(setting => FlagOf(setting).Length);
        int variables = Settings.All.Max(setting => setting.Variable.Length);
        int keys = Settings.All.Max(setting => setting.Key.Length);
        output.WriteLine($"  {"flag".PadRight(flags)}  {"variable".PadRight(variables)}  key");
        foreach (Option setting in Settings.All)
        {
            string key = setting == Settings.File ? "" : setting.Key;
            output.WriteLine(
                $"  {FlagOf(setting).PadRight(flags)}  {setting.Variable.PadRight(variables)}  {key.PadRight(keys)}".TrimEnd());
            output.WriteLine($"      {setting.Description}");
        }

        output.WriteLine();
        output.WriteLine("Give connection texts with passwords by variable or file: others on this machine see flags.");
        output.WriteLine();
        output.WriteLine(
            "Once the silo serves, standard output has one line of JSON with its process, addresses and ports. Logs go to standard error.");
        output.WriteLine(
            "SIGTERM drains: no more work is taken, what is in hand is stored and reported, clients and grains move on, then the silo "
            + "leaves.");
        output.WriteLine("Exit codes: 0 drained; 1 a port, the catalogue, the segments or Redis refused; 2 the configuration is wrong.");
        output.WriteLine();
        output.WriteLine("Examples:");
        output.WriteLine("  s2grid-silo");
        output.WriteLine("      A silo alone, for this machine only, with SQLite.");
        output.WriteLine("  S2GRID_POSTGRES='Host=db;Username=s2grid;Password=...' s2grid-silo --redis redis:6379 --bind 0.0.0.0 \\");
        output.WriteLine("      --certificate silo.crt --key silo.key --authority ca.crt --tokens tokens.json");
        output.WriteLine("      One of several silos that machines can reach.");
    }

    private static string FlagOf(Option setting) => $"{setting.Name} {setting.HelpName}";
}
