using System.Text.RegularExpressions;

namespace S2Grid.Cli.Tests.Harness;

/// <summary>Runs the whole application in this process, with captured streams and a data directory of its own.</summary>
public sealed partial class CliHarness : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-cli-");

    /// <summary>A directory that is deleted after the test; the current directory of commands.</summary>
    public string Folder => folder.FullName;

    /// <summary>The data directory of commands.</summary>
    public string Data => Path.Combine(Folder, "data");

    /// <summary>Environment variables that commands see.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Whether commands believe that standard error is a terminal.</summary>
    public bool Terminal { get; set; }

    /// <summary>Columns and rows of the terminal that standard output is; null if it is none.</summary>
    public (int Columns, int Rows)? Screen { get; set; }

    /// <summary>The most table memory of a run, or null.</summary>
    public long? MemoryBudget { get; set; }

    /// <summary>The clock of progress and patience.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>What commands read from standard input.</summary>
    public string Input { get; set; } = "";

    /// <summary>Runs a command line as a shell would cut it at blanks that are not between double quotes.</summary>
    public Task<CliResult> RunAsync(string line) => RunAsync(line, new StringWriter(), TestContext.Current.CancellationToken);

    /// <summary>Runs a command line and interrupts it, as Ctrl-C would, once <paramref name="cue"/> stands on standard error.</summary>
    public async Task<CliResult> InterruptAsync(string line, string cue)
    {
        using var interrupt = new CancellationTokenSource();
        return await RunAsync(line, new CueWriter((cue, interrupt.Cancel)), interrupt.Token);
    }

    /// <summary>Runs a command line and does something while it runs, once each cue stands on standard error.</summary>
    public Task<CliResult> RunAsync(string line, params (string Cue, Action OnCue)[] cues) =>
        RunAsync(line, new CueWriter(cues), TestContext.Current.CancellationToken);

    /// <summary>Runs a command line whose words are given.</summary>
    public Task<CliResult> RunAsync(params string[] words) => RunAsync(words, new StringWriter(), TestContext.Current.CancellationToken);

    private Task<CliResult> RunAsync(string line, TextWriter error, CancellationToken interrupt) =>
        RunAsync([.. Quoted().Matches(line).Select(word => word.Value.Replace("\"", "", StringComparison.Ordinal))], error, interrupt);

    private async Task<CliResult> RunAsync(string[] words, TextWriter error, CancellationToken interrupt)
    {
        var output = new StringWriter();
        var environment = new CliEnvironment
        {
            Out = output,
            Error = error,
            In = new StringReader(Input),
            ErrorIsTerminal = Terminal,
            Screen = Screen,
            MemoryBudget = MemoryBudget,
            CurrentDirectory = Folder,
            Time = Clock,
            Variable = name => Variables.GetValueOrDefault(name),
        };
        Variables.TryAdd("S2GRID_DATA", Data);
        Variables.TryAdd("XDG_CONFIG_HOME", Path.Combine(Folder, "config"));
        Variables.TryAdd("XDG_CACHE_HOME", Path.Combine(Folder, "cache"));
        int exit = await Application.RunAsync(words, environment, interrupt);
        return new CliResult(exit, output.ToString(), error.ToString()!);
    }

    /// <summary>Writes a file into <see cref="Folder"/>.</summary>
    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text);

    /// <inheritdoc/>
    public void Dispose() => folder.Delete(recursive: true);

    [GeneratedRegex("(?:\"[^\"]*\"|[^ \"])+")]
    private static partial Regex Quoted();
}
