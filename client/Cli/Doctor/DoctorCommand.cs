using S2Grid.Cli.Clusters;
using S2Grid.Views.Output;

namespace S2Grid.Cli.Doctor;

/// <summary><c>s2grid doctor</c>: what is missing for what, with the command that mends it.</summary>
internal static class DoctorCommand
{
    private static readonly Listing<Finding> Findings = new(
        finding => finding,
        new("for", finding => finding.Purpose),
        new("what", finding => finding.Check),
        new("state", finding => finding.Health.ToString().ToLowerInvariant()),
        new("found", finding => finding.Found));

    public static CliCommand Of(GridOptions grid)
    {
        Argument<IReadOnlyList<string>> purposes = CliArgument.Texts(
            "PURPOSE", "runs, pictures, measuring or cluster; all of them if none is given", () => Finding.Purposes);
        Option<Format> format = FormatOption.OfList();
        return new CliCommand(
            grid.Terminal,
            "doctor",
            "Say what is missing on this machine for what, and how to mend it",
            [
                new("s2grid doctor", "Everything; exit code 1 if sweeps cannot run here, or the chosen cluster cannot be used."),
                new("s2grid doctor measuring pictures", "Exit code 1 if this machine cannot measure, or draw."),
                new("s2grid doctor cluster --cluster silo1:30000 --format json", "Whether that cluster can be used, for a program."),
            ],
            async (parse, cancellation) =>
            {
                IReadOnlyList<string> asked = parse.GetRequiredValue(purposes);
                string[] unknown = [.. asked.Except(Finding.Purposes)];
                if (unknown.Length > 0)
                    throw new UsageException([.. unknown.Select(word => UsageError.Unknown("purpose", word, [.. Finding.Purposes]))]);

                ClusterContext? cluster = grid.ClusterOf(parse);
                var findings = new List<Finding>();
                foreach (string purpose in asked.Count > 0 ? Finding.Purposes.Where(asked.Contains) : Finding.Purposes)
                    findings.AddRange(await FindAsync(grid, parse, purpose, cluster, asked.Count > 0, cancellation));

                Write(grid.Terminal, parse.GetRequiredValue(format), findings);
                IEnumerable<string> needed = asked.Count > 0 ? asked : cluster is null ? [Finding.Runs] : [Finding.Runs, Finding.Cluster];
                return findings.Exists(finding => finding.Health == Health.Missing && needed.Contains(finding.Purpose))
                    ? ExitCode.Failed : ExitCode.Done;
            },
            [purposes, format, .. grid.All]);
    }

    private static async Task<IEnumerable<Finding>> FindAsync(
        GridOptions grid, ParseResult parse, string purpose, ClusterContext? cluster, bool isAsked, CancellationToken cancellation) =>
        purpose switch
        {
            Finding.Runs => MachineChecks.OfRuns(grid.DataOf(parse)),
            Finding.Pictures => [MachineChecks.OfPictures()],
            Finding.Measuring => new MachineChecks("/").OfMeasuring(),
            _ when cluster is not null => await new ClusterChecks(grid.Terminal, cluster).AllAsync(cancellation),
            _ => [new Finding(Finding.Cluster, "choice", isAsked ? Health.Missing : Health.Unchecked,
                "no cluster is chosen", "s2grid cluster add NAME --gateway HOST:PORT && s2grid cluster use NAME")],
        };

    private static void Write(CliEnvironment terminal, Format format, IReadOnlyList<Finding> findings)
    {
        Findings.Write(terminal, format, findings);
        if (format == Format.Json)
            return;

        Finding[] mended = [.. findings.Where(finding => finding.Mend is not null)];
        if (mended.Length > 0)
            terminal.Out.WriteLine();

        foreach (Finding finding in mended)
            terminal.Out.WriteLine($"{finding.Check}: {finding.Mend}");
    }
}
