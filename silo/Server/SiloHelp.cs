using S2Grid.Server.Configuration;

namespace S2Grid.Server;

/// <summary>The help of <c>s2grid-silo</c>, and its manual page.</summary>
internal static class SiloHelp
{
    /// <summary>The flag that checks and does not run.</summary>
    public const string Check = "--check";

    /// <summary>The flag that asks for the manual page.</summary>
    public const string Manual = "--man";

    private const string Program = "s2grid-silo";

    private const string Description = "Runs a silo: a member of a cluster that simulates the runs of sweeps and keeps their results.";

    private const string Usage = $"{Program} [--help|--version|--check|{Manual}] [settings]";

    private const string OfCheck =
        "--check reads the configuration, asks catalogue, segments and Redis whether they are there, and ends.";

    private const string Precedence =
        "A flag counts more than its variable, a variable more than its key in the section S2Grid of the settings file.";

    private static readonly string[] Notes =
    [
        "Give connection texts with passwords by variable or file: others on this machine see flags.",
        "Once the silo serves, standard output has one line of JSON with its process, addresses and ports. Logs go to standard error.",
        "SIGTERM drains: no more work is taken, what is in hand is stored and reported, clients and grains move on, then the silo leaves.",
        "Exit codes: 0 drained; 1 a port, the catalogue, the segments or Redis refused; 2 the configuration is wrong.",
    ];

    private static readonly Example[] Examples =
    [
        new(Program, "A silo alone, for this machine only, with SQLite."),
        new("S2GRID_POSTGRES='Host=db;Username=s2grid;Password=...' s2grid-silo --redis redis:6379 --bind 0.0.0.0 "
            + "--certificate silo.crt --key silo.key --authority ca.crt --tokens tokens.json",
            "One of several silos that machines can reach."),
    ];

    /// <summary>Writes the help.</summary>
    public static void Write(TextWriter output)
    {
        output.WriteLine(Description);
        output.WriteLine();
        output.WriteLine($"Usage: {Usage}");
        output.WriteLine();
        output.WriteLine(OfCheck);
        output.WriteLine();
        output.WriteLine($"Settings. {Precedence}");
        output.WriteLine();
        int flags = Settings.All.Max(setting => FlagOf(setting).Length);
        int variables = Settings.All.Max(setting => setting.Variable.Length);
        output.WriteLine($"  {"flag".PadRight(flags)}  {"variable".PadRight(variables)}  key");
        foreach (Option setting in Settings.All)
        {
            output.WriteLine($"  {FlagOf(setting).PadRight(flags)}  {setting.Variable.PadRight(variables)}  {KeyOf(setting)}".TrimEnd());
            output.WriteLine($"      {setting.Description}");
        }

        output.WriteLine();
        foreach (string note in Notes)
            output.WriteLine(note);

        output.WriteLine();
        output.WriteLine("Examples:");
        foreach (Example example in Examples)
        {
            output.WriteLine($"  {example.Line}");
            output.WriteLine($"      {example.Meaning}");
        }
    }

    /// <summary>Writes the manual page.</summary>
    public static void WriteManual(TextWriter output)
    {
        var page = new ManualPage(output, Program, 8, Description);
        page.Section("SYNOPSIS");
        page.Paragraph(Usage);
        page.Section("DESCRIPTION");
        page.Paragraph(OfCheck);
        foreach (string note in Notes)
            page.Paragraph(note);

        page.Section("SETTINGS");
        page.Paragraph(Precedence);
        foreach (Option setting in Settings.All)
            page.Item($"{FlagOf(setting)}  {setting.Variable}  {KeyOf(setting)}".TrimEnd(), setting.Description!);

        page.Section("EXAMPLES");
        foreach (Example example in Examples)
            page.Item(example.Line, example.Meaning);
    }

    private static string FlagOf(Option setting) => $"{setting.Name} {setting.HelpName}";

    private static string KeyOf(Option setting) => setting == Settings.File ? "" : setting.Key;
}
