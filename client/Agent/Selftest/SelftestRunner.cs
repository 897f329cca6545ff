using System.Diagnostics;
using System.Text.RegularExpressions;
using S2Grid.Agent.Machines;
using S2Grid.Agent.Measuring;
using static System.FormattableString;

namespace S2Grid.Agent.Selftest;

/// <summary>Carries an experiment out with a stock dirty_log_perf_test.</summary>
/// <param name="path">The program.</param>
/// <param name="progress">Told what is going on, between samples.</param>
internal sealed partial class SelftestRunner(string path, Action<string> progress)
{
    /// <summary>What the tool does differently or does not tell; kept with each report.</summary>
    internal const string Limits =
        "dirty_log_perf_test clears a whole memslot in one CLEAR_DIRTY_LOG and tells neither dirty pages nor table pages";

    /// <summary>Carries it out.</summary>
    /// <exception cref="AgentException">The tool failed, or said what is not understood.</exception>
    internal RunReport Run(Experiment experiment)
    {
        RunReport report = Reports.Begin(experiment);
        foreach ((string name, string value) in Surroundings.Read())
            report.SurroundingsBefore[name] = value;

        report.SurroundingsBefore["selftest_limits"] = Limits;
        IReadOnlyList<string> arguments = SelftestPlan.Arguments(experiment, CpuFacts.Architecture == "arm64" ? GuestMode() : null);
        report.SurroundingsBefore["selftest_command"] = $"{path} {string.Join(' ', arguments)}";
        var disturbance = new Disturbance();
        for (int sample = 1; sample <= experiment.WarmUps + 1; sample++)
        {
            bool warmUp = sample <= experiment.WarmUps;
            progress(warmUp ? Invariant($"warm-up {sample} of {experiment.WarmUps}") : "sample");
            report.Samples.Add(SelftestOutput.Read(Start(arguments), experiment, warmUp));
        }

        foreach ((string name, string value) in Surroundings.Read())
            report.SurroundingsAfter[name] = value;

        report.Disturbed.AddRange(
            disturbance.Since(experiment, report.Samples, report.SurroundingsBefore, report.SurroundingsAfter));
        report.Outcome = RunOutcome.Succeeded;
        return report;
    }

    [GeneratedRegex(@"^\s+(?<id>\d+):\s+.*\b4K pages \(supported\)$", RegexOptions.Multiline)]
    private static partial Regex SupportedMode { get; }

    /// <summary>The first mode with pages of 4K that the tool supports here; told none it would run all of them, one after the
    /// other.</summary>
    private string GuestMode()
    {
        Match mode = SupportedMode.Match(Start(["-h"]));
        return mode.Success
            ? mode.Groups["id"].Value
            : throw new AgentException(
                $"{path} -h lists no supported guest mode with pages of 4K; a run without one would time all modes.");
    }

    private string Start(IReadOnlyList<string> arguments)
    {
        var info = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process;
        try
        {
            process = Process.Start(info)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new AgentException($"{path} does not start: {exception.Message}");
        }

        using (process)
        {
            process.StandardInput.Close();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0
                ? output : throw new AgentException(SelftestOutput.Failure(path, process.ExitCode, output + errors.Result));
        }
    }
}
