using System.CommandLine;
using S2Grid.Cli.CommandLine;
using S2Grid.Experiments.Models;
using S2Grid.Mmu;
using S2Grid.Mmu.Replay;
using static System.FormattableString;

namespace S2Grid.Cli.Vm;

/// <summary><c>s2grid vm replay</c>: computes, or checks, the counters of replay files.</summary>
internal sealed class VmReplayCommand : CliCommand<VmReplaySettings>
{
    private readonly CliEnvironment environment;
    private readonly Argument<string?> file = new("FILE") { Description = "JSON lines with 'config' and 'steps'; - is standard input" };
    private readonly FlagOption check = new("--check", "Compare with the counters in the file, write differences only");

    /// <summary>Creates the command.</summary>
    public VmReplayCommand(CliEnvironment environment)
        : base("replay", "Do the steps of each line of a file and write the lines with their counters")
    {
        this.environment = environment;
        Add(file);
        Add(check);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid vm replay cases.jsonl > counted.jsonl", "The same lines with the engine's counters; those in the file are ignored."),
        new("s2grid vm replay cases.jsonl --check", "Exit code 1 and the differences if the engine counts otherwise than the file."),
        new("s2grid vm --steps populate,split --format json | s2grid vm replay -", "Replay what 's2grid vm' wrote."),
    ];

    /// <inheritdoc/>
    protected override VmReplaySettings Read(SettingsReader reader) => new(reader.Text(file) ?? "", reader.Flag(check));

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(VmReplaySettings settings, CancellationToken cancellation)
    {
        using TextReader input = Open(settings.File);
        using var vm = new SimulatedVm(new VmConfiguration { Memory = 2UL << 20 });
        var tally = new ReplayTally();
        for (string? line = await input.ReadLineAsync(cancellation);
            line is not null;
            line = await input.ReadLineAsync(cancellation))
        {
            tally.Line++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                Replay(vm, line, settings, tally);
            }
        }

        if (settings.Check)
        {
            await environment.Error.WriteLineAsync(tally.Summary);
        }

        return tally.Refused > 0 ? ExitCode.Usage : tally.Differences > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    private void Replay(SimulatedVm vm, string line, VmReplaySettings settings, ReplayTally tally)
    {
        try
        {
            ReplayCase asked = ReplayReader.Read(line);
            ReplayCase done = asked.Run(vm);
            tally.Cases++;
            if (!settings.Check)
            {
                environment.Out.WriteLine(ReplayWriter.Write(done));
                return;
            }

            tally.Steps += asked.Steps.Count(step => step.Counters is not null);
            foreach (string difference in asked.DifferencesFrom(done))
            {
                tally.Differences++;
                environment.Error.WriteLine($"{Place(settings, tally)}: {asked.Name}: {difference}");
            }
        }
        catch (ReplayException refused)
        {
            tally.Refused++;
            environment.WriteError($"{Place(settings, tally)}: {refused.Message}");
        }
    }

    private TextReader Open(string name)
    {
        if (name == "-")
        {
            return environment.In;
        }

        string path = environment.FullPath(name);
        return File.Exists(path) ? File.OpenText(path) : throw new UsageException([new UsageError($"there is no file '{name}'", name)]);
    }

    private static string Place(VmReplaySettings settings, ReplayTally tally) =>
        Invariant($"{(settings.File == "-" ? "standard input" : settings.File)}:{tally.Line}");
}
