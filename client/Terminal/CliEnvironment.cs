namespace S2Grid.Terminal;

/// <summary>What a command knows of its process: streams, terminal, variables, clock. Tests replace all of it.</summary>
public sealed record CliEnvironment
{
    /// <summary>Results, and nothing else.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Progress, logs and errors.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>What <c>-</c> reads.</summary>
    public required TextReader In { get; init; }

    /// <summary>Whether <see cref="Error"/> is a terminal that can redraw a line.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the terminal.</summary>
    public int Width { get; init; } = 120;

    /// <summary>Columns and rows of the terminal that <see cref="Out"/> is; null if it is none.</summary>
    public (int Columns, int Rows)? Screen { get; init; }

    /// <summary>Environment variables; null for one that is not set.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    /// <summary>Where relative paths begin; null for the process' current folder, which may be gone.</summary>
    public string? CurrentDirectory { get; init; }

    /// <summary>The clock of progress lines.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Bytes of table memory that an embedded grid's runs may take together; null lets the grid decide.</summary>
    public long? MemoryBudget { get; init; }

    /// <summary>Whether <see cref="Error"/> takes escape sequences: a terminal, not a dumb one, and no NO_COLOR (no-color.org).</summary>
    public bool Colour => ErrorIsTerminal && string.IsNullOrEmpty(Variable("NO_COLOR")) && Variable("TERM") != "dumb";

    /// <summary>The absolute form of a path as the user wrote it.</summary>
    public string FullPath(string path) => UserPaths.Full(path, CurrentDirectory);

    /// <summary>Writes an error message to <see cref="Error"/>.</summary>
    public void WriteError(string message) => WriteMarked("error:", "31", message);

    /// <summary>Writes a warning to <see cref="Error"/>.</summary>
    public void WriteWarning(string message) => WriteMarked("warning:", "33", message);

    /// <summary>Shows the cursor again, which a progress bar hides: for a process that ends in the middle of one.</summary>
    public void RestoreTerminal()
    {
        if (Colour)
            Error.WriteLine("\e[?25h");
    }

    /// <summary>The streams, variables and clock of this process.</summary>
    public static CliEnvironment OfProcess() => new()
    {
        Out = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16) { AutoFlush = false },
        Error = LossyWriter.OfErrors(),
        In = Console.In,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        Width = WidthOfTerminal(),
        Screen = Console.IsOutputRedirected || Console.WindowWidth <= 0 ? null : (Console.WindowWidth, Console.WindowHeight),
        Variable = Environment.GetEnvironmentVariable,
    };

    private void WriteMarked(string mark, string colour, string message) =>
        Error.WriteLine((Colour ? $"\e[1;{colour}m{mark}\e[0m " : $"{mark} ") + PrintableText.SanitizeLines(message));

    private static int WidthOfTerminal()
    {
        const int plain = 120;
        return Console.IsErrorRedirected || Console.WindowWidth <= 0 ? plain : Console.WindowWidth;
    }
}
