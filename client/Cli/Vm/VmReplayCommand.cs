using static System.FormattableString;

namespace S2Grid.Cli.Vm;

/// <summary><c>s2grid vm replay</c>: computes, or checks, the counters of replay files.</summary>
internal static class VmReplayCommand
{
    public static CliCommand Of(CliEnvironment terminal)
    {
        Argument<string> file = CliArgument.Text("FILE", "JSON lines with 'config' and 'steps'; - is standard input");
        Option<bool> check = CliOption.Flag("--check", "Compare with the counters in the file, write differences only");
        return new CliCommand(
            terminal,
            "replay",
            "Run the steps of each line of a file and write the lines with their counters",
            [
                new("s2grid vm replay cases.jsonl > counted.jsonl",
                    "The same lines with the engine's counters; those in the file are ignored."),
                new("s2grid vm replay cases.jsonl --check",
                    "Exit code 1 and the differences if the engine's counters differ from the file's."),
                new("s2grid vm --steps populate,split --format json | s2grid vm replay -", "Replay what 's2grid vm' wrote."),
            ],
            (parse, cancellation) => ReplayAsync(terminal, parse.GetRequiredValue(file), parse.GetValue(check), cancellation),
            file, check);
    }

    private static async Task<int> ReplayAsync(CliEnvironment terminal, string name, bool isCheck, CancellationToken cancellation)
    {
        using TextReader input = Open(terminal, name);
        using var vm = new SimulatedVm(new VmConfiguration { Memory = 2UL << 20 });
        (int number, int cases, int refused, int steps, int differences) = (0, 0, 0, 0, 0);
        while (await input.ReadLineAsync(cancellation) is { } line)
        {
            string place = Invariant($"{(name == "-" ? "standard input" : name)}:{++number}");
            if (string.IsNullOrWhiteSpace(line))
                continue;

            try
            {
                ReplayCase asked = ReplayReader.Read(line);
                ReplayCase done = asked.Run(vm);
                cases++;
                if (!isCheck)
                {
                    await terminal.Out.WriteLineAsync(ReplayWriter.Write(done));
                    continue;
                }

                steps += asked.Steps.Count(step => step.Counters is not null);
                foreach (string difference in asked.DifferencesFrom(done))
                {
                    differences++;
                    await terminal.Error.WriteLineAsync($"{place}: {asked.Name}: {difference}");
                }
            }
            catch (ReplayException e)
            {
                refused++;
                terminal.WriteError($"{place}: {e.Message}");
            }
        }

        if (isCheck)
        {
            string left = refused > 0 ? $", {Count(refused, "line")} refused" : "";
            await terminal.Error.WriteLineAsync(
                $"{Count(cases, "case")}, {Count(steps, "step")} compared, {Count(differences, "difference")}{left}");
        }

        return refused > 0 ? ExitCode.Usage : differences > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    private static TextReader Open(CliEnvironment terminal, string name)
    {
        if (name == "-")
            return terminal.In;

        string path = terminal.FullPath(name);
        return File.Exists(path) ? File.OpenText(path) : throw new UsageException(new UsageError($"no such file: '{name}'", name));
    }

    private static string Count(int count, string what) => Invariant($"{count} {what}{(count == 1 ? "" : "s")}");
}
