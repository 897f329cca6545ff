using System.Text.RegularExpressions;

namespace S2Grid.Grains.Agents;

/// <summary>Whether a report can be what it says: an agent may be broken, or not what it seems.</summary>
internal static partial class MeasuredChecks
{
    private const int MaxFunctions = 200;

    /// <exception cref="RefusedException">It cannot.</exception>
    public static void Check(RunReport report, Measurement measured, PlannedRun run)
    {
        Require(report.Outcome != RunOutcome.Unspecified && Enum.IsDefined(report.Outcome), "it does not say how the run ended.");
        if (report.Outcome != RunOutcome.Succeeded)
        {
            Require(report.Error.Length > 0, "A run that was not done needs a reason.");
            return;
        }

        KvmSettings kvm = run.Configuration.Kvm ?? throw new RefusedException(RefusalKind.Wrong, $"The run {run.Index} is not for agents.");
        Require(report.Samples.Count > 0 && !report.Samples[^1].WarmUp, "its last sample is a warm-up, or there is none.");
        Require(measured.Steps.Count > 0, "A run that was done has steps.");
        Require(measured.ThpBytes is null or >= 0, "It has less than no memory in huge pages.");
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (MeasuredStep step in measured.Steps)
        {
            Match name = StepName().Match(step.Name);
            Require(name.Success, $"No step is called '{Shown(step.Name)}'.");
            Require(known.Add(step.Name), $"The step {step.Name} is there twice.");
            Require(name.Groups[1].Length == 0 || int.Parse(name.Groups[1].Value) <= kvm.Iterations,
                $"The step {step.Name} is beyond the {kvm.Iterations} iterations.");
            Require(double.IsFinite(step.Seconds) && step.Seconds >= 0, $"The step {step.Name} has no time that can be.");
            Require(step.DirtyPages is null or >= 0 && step.Tables is null or >= 0, $"The step {step.Name} has counts that cannot be.");
            Require(step.Hits.Count <= MaxFunctions && step.Hits.All(hit => hit.Value >= 0 && Function().IsMatch(hit.Key)),
                $"The step {step.Name} has hits that cannot be.");
        }

        foreach (string needed in (string[])["populate", "enable"])
            Require(known.Contains(needed), $"The step {needed} is missing.");
    }

    internal static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new RefusedException(RefusalKind.Wrong, $"The report cannot be right: {otherwise}");
    }

    private static string Shown(string text) => PrintableText.Sanitize(text, 40);

    [GeneratedRegex("^(?:populate|enable|disable|(?:dirty|get|clear)-([1-9][0-9]{0,3}))$")]
    private static partial Regex StepName();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_.]{0,127}$")]
    private static partial Regex Function();
}
