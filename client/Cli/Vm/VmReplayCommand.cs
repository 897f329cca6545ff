using System.CommandLine;
using S2Grid.Mmu;
using S2Grid.Mmu.Replay;
using S2Grid.Mmu.Simulation;
using static System.FormattableString;

namespace S2Grid.Cli.Vm;

/// <summary><c>s2grid vm replay</c>: computes, or checks, the counters of replay files.</summary>
internal sealed class VmReplayCommand : CliCommand
{
    private readonly Argument<string> file = CliArgument.Text("FILE", "JSON lines with 'config' and 'steps'; - is standard input");
    private readonly Option<bool> check = CliOption.Flag("--check", "Compare with the counters in the file, write differences only");

    public VmReplayCommand(CliEnvironment terminal)
        : base(
            terminal,
            "replay",
            "Run the steps of each line of a file and write the lines with their counters",
            new("s2grid vm replay cases.jsonl > counted.jsonl", "The same lines with the engine's counters; those in the file are ignored."),
            new("s2grid vm replay cases.jsonl --check", "Exit code 1 and the differences if the engine's counters differ from the file's."),
            new("s2grid vm --steps populate,split --format json | s2grid vm replay -", "Replay what 's2grid vm' wrote."))
        => AddAll(file, check);

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        string name = parse.GetRequiredValue(file);
        bool isCheck = parse.GetValue(check);
        using TextReader input = Open(name);
        using var vm = new SimulatedVm(new VmConfiguration { Memory = 2UL << 20 });
        var tally = new ReplayTally();
        for (string? line = await input.ReadLineAsync(cancellation);
            line is not null;
            line = await input.ReadLineAsync(cancellation))
        {
            tally.Line++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                Replay(vm, line, name, isCheck, tally);
            }
        }

        if (isCheck)
        {
            await Terminal.Error.WriteLineAsync(tally.Summary);
        }

        return tally.Refused > 0 ? ExitCode.Usage : tally.Differences > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    private void Replay(SimulatedVm vm, string line, string name, bool isCheck, ReplayTally tally)
    {
        try
        {
            ReplayCase asked = ReplayReader.Read(line);
            ReplayCase done = asked.Run(vm);
            tally.Cases++;
            if (!isCheck)
            {
                Terminal.Out.WriteLine(ReplayWriter.Write(done));
                return;
            }

            tally.Steps += asked.Steps.Count(step => step.Counters is not null);
            foreach (string difference in asked.DifferencesFrom(done))
            {
                tally.Differences++;
                Terminal.Error.WriteLine($"{Place(name, tally)}: {asked.Name}: {difference}");
            }
        }
        catch (ReplayException e)
        {
            tally.Refused++;
            Terminal.WriteError($"{Place(name, tally)}: {e.Message}");
        }
    }

    private TextReader Open(string name)
    {
        if (name == "-")
        {
            return Terminal.In;
        }

        string path = Terminal.FullPath(name);
        return File.Exists(path) ? File.OpenText(path) : throw new UsageException(new UsageError($"no such file: '{name}'", name));
    }

    private static string Place(string name, ReplayTally tally) =>
        Invariant($"{(name == "-" ? "standard input" : name)}:{tally.Line}");
}
