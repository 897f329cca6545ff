using System.Globalization;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Processes;

/// <summary>What commands on large sweeps take of memory: as much as on smaller ones.</summary>
public sealed class MemoryTests : IDisposable
{
    private const long MiB = 1 << 20;

    /// <summary>What memory may differ by from one process to the next.</summary>
    private const long More = 100 * MiB;

    private readonly CliHarness cli = new();

    [Fact]
    public async Task Commands_OnAMillionRuns_TakeNotMuchMoreMemoryThanOnAHundredThousand()
    {
        cli.Write("sweep.yaml", SweepFiles.HundredThousand);
        await PeakAsync("run sweep.yaml --quiet");
        await PeakAsync("run sweep.yaml --quiet --repeats 20 --name million");

        foreach (string command in (string[])["report {0} -o {0}", "compare {0}"])
        {
            long small = await PeakAsync(string.Format(CultureInfo.InvariantCulture, command, "hundred-thousand"));
            long large = await PeakAsync(string.Format(CultureInfo.InvariantCulture, command, "million"));

            Assert.True(large < small + More, $"{command}: {small / MiB} MiB on 100,000 runs, {large / MiB} MiB on 1,000,000.");
        }
    }

    public void Dispose() => cli.Dispose();

    /// <summary>Runs a command line in a process of its own and returns the most memory that it had resident, in bytes.</summary>
    private async Task<long> PeakAsync(string line)
    {
        await using CliProcess process = CliProcess.Start(cli.Folder, cli.Data, line.Split(' '));
        long peak = await process.PeakMemoryAsync();
        (await process.EndAsync()).Exits(ExitCode.Done);
        return peak;
    }
}
