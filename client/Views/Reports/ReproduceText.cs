using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using S2Grid.Views.Compare;
using S2Grid.Views.Reading;
using S2Grid.Views.Reports.Content;

namespace S2Grid.Views.Reports;

/// <summary>How to repeat a sweep: the commands, and every effective value.</summary>
public static partial class ReproduceText
{
    /// <summary>The sweep file's name in the report's folder.</summary>
    public const string SweepFile = "sweep.yaml";

    /// <summary>Writes how to repeat what a report tells.</summary>
    public static string Write(ReportContent content)
    {
        var text = new StringBuilder();
        text.Append(content.Stored.Specification.Backend == Backend.Kvm
            ? "# The same runs again, measured anew by the agents of a cluster (--cluster ADDRESS): times come out as machines are then.\n"
            : "# The same runs again; counts come out equal, and predictions too.\n");
        foreach (StoredSweep sweep in content.Sweeps)
            text.Append($"s2grid run {content.FileOf(sweep, SweepFile)} --name {sweep.Name}{Overrides(sweep.Request)}\n");

        string names = string.Join(' ', content.Sweeps.Select(sweep => sweep.Name));
        text.Append($"s2grid report {names} -o report{Choices(content.Request)}\n\n");
        foreach (StoredSweep sweep in content.Sweeps)
        {
            string name = content.Sweeps.Count > 1 ? $"{sweep.Name}: " : "";
            text.Append(CultureInfo.InvariantCulture,
                $"# {name}{sweep.Specification.Plan.RunCount:N0} runs; specification {sweep.Status.SpecificationHash}\n");
            text.Append($"{sweep.Specification.CanonicalText}\n\n");
        }

        text.Append($"s2grid         {ProgramVersion.WithCommit}\n");
        text.Append($"engine         {content.Stored.Status.EngineVersion}\n");
        text.Append(
            $".NET           {Environment.Version}, {RuntimeInformation.OSDescription}, "
            + $"{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}\n");
        foreach (FigureOrigin origin in content.Comparison.Tables.Select(table => table.Origin with { Scope = default })
            .Where(origin => origin.Agent is not null).Distinct())
        {
            text.Append(
                $"measured by    {origin.Agent}, provenance {origin.Provenance.Word()}, kernel {origin.Kernel ?? "as the runs say"}\n");
        }

        foreach (CostModel model in content.Stored.Specification.CostModels)
        {
            text.Append($"\n# Cost model {model.Name}, in {model.Unit}: low, midpoint, high\n");
            foreach (CostParameter parameter in model.Parameters)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"{parameter.CounterName}: {parameter.Cost.Low}, {parameter.Cost.Mid}, {parameter.Cost.High}  # {parameter.Event}\n");
            }
        }

        return text.ToString();
    }

    private static string Overrides(SweepRequest request)
    {
        IEnumerable<string> changes = request.Overrides.Select(change => $" --set {Quoted($"{change.Axis}={change.Values}")}");
        return string.Concat(changes)
            + (request.Repeats is { } repeats ? $" --repeats {repeats.ToString(CultureInfo.InvariantCulture)}" : "");
    }

    private static string Choices(ComparisonRequest request)
    {
        IEnumerable<(string Option, string Value)> baselines = Axes.Names.Zip(request.Baseline?.Values ?? [])
            .Where(named => named.Second is not null)
            .Select(named => (ComparedAxes.BaselineOption, $"{named.First}={named.Second![0]}"));
        return string.Concat(((IEnumerable<(string Option, string Value)>)
            [
                .. baselines,
                .. request.Ignored.Select(axis => (ComparedAxes.IgnoreOption, axis)),
                .. Joined(ComparedAxes.ByOption, request.By),
                .. Joined(ComparisonRequest.MetricOption, request.Metrics),
                .. request.Where is { } where ? [("--where", where)] : Array.Empty<(string, string)>(),
            ]).Select(choice => $" {choice.Option} {Quoted(choice.Value)}"));

        static IEnumerable<(string, string)> Joined(string option, IReadOnlyList<string> values) =>
            values.Count == 0 ? [] : [(option, string.Join(',', values))];
    }

    /// <summary>A word as a shell reads it: between double quotes if it has anything that a shell gives a meaning.</summary>
    private static string Quoted(string word) =>
        word.All(letter => char.IsAsciiLetterOrDigit(letter) || "=,.:%/+-_".Contains(letter, StringComparison.Ordinal))
            ? word
            : $"\"{Escaped().Replace(word, "\\$0")}\"";

    [GeneratedRegex(@"[\\""$`]")]
    private static partial Regex Escaped();
}
