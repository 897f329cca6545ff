using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using S2Grid.Cli.Compare;
using S2Grid.Cli.Reports.Content;
using S2Grid.Common;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using S2Grid.Runs;

namespace S2Grid.Cli.Reports;

/// <summary>How to repeat a sweep: the commands, and every effective value.</summary>
internal static partial class ReproduceText
{
    /// <summary>The sweep file's name in the report's folder.</summary>
    public const string SweepFile = "sweep.yaml";

    /// <summary>Writes the text.</summary>
    public static string Write(ReportContent content)
    {
        var text = new StringBuilder();
        text.Append(content.Specification.Backend == Backend.Kvm
            ? "# The same runs again, measured anew by the agents of a cluster (--cluster ADDRESS): times come out as machines are then.\n"
            : "# The same runs again; counts come out equal, and predictions too.\n");
        text.Append($"s2grid run {SweepFile} --name {content.Sweep.Name}{Overrides(content.Request)}\n");
        text.Append($"s2grid report {content.Sweep.Name} -o report{Choices(content)}\n\n");
        text.Append($"# {content.Specification.Plan.RunCount.ToString("N0", CultureInfo.InvariantCulture)} runs; specification {content.Sweep.SpecificationHash}\n");
        text.Append($"{content.Specification.CanonicalText}\n\n");
        text.Append($"s2grid         {ProgramVersion.WithCommit}\n");
        text.Append($"engine         {content.Sweep.EngineVersion}\n");
        text.Append($".NET           {Environment.Version}, {RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}\n");
        foreach (FigureOrigin origin in content.Comparison.Tables.Select(table => table.Origin with { Scope = default }).Where(origin => origin.Agent is not null).Distinct())
        {
            text.Append($"measured by    {origin.Agent}, provenance {origin.Provenance.Word()}, kernel {origin.Kernel ?? "as the runs say"}\n");
        }

        foreach (CostModel model in content.Specification.CostModels.Select(CostModels.Find).OfType<CostModel>())
        {
            text.Append($"\n# Cost model {model.Name}, in {model.Unit}: low, midpoint, high\n");
            foreach (CostParameter parameter in model.Parameters)
            {
                text.Append(CultureInfo.InvariantCulture, $"{parameter.CounterName}: {parameter.Cost.Low}, {parameter.Cost.Mid}, {parameter.Cost.High}  # {parameter.Event}\n");
            }
        }

        return text.ToString();
    }

    private static string Overrides(SweepRequest request)
    {
        IEnumerable<string> changes = request.Overrides.Select(change => $" --set {Quoted($"{change.Axis}={change.Values}")}");
        return string.Concat(changes) + (request.Repeats is { } repeats ? $" --repeats {repeats.ToString(CultureInfo.InvariantCulture)}" : "");
    }

    private static string Choices(ReportContent content) =>
        string.Concat(ComparedAxes.Names().Zip(content.Baseline?.Values ?? []).Where(named => named.Second is not null)
            .Select(named => $" --baseline {Quoted($"{named.First}={named.Second![0]}")}"))
        + (content.Where is { } where ? $" --where {Quoted(where)}" : "");

    /// <summary>A word as a shell reads it: between double quotes if it has anything that a shell gives a meaning.</summary>
    private static string Quoted(string word) =>
        word.All(letter => char.IsAsciiLetterOrDigit(letter) || "=,.:%/+-_".Contains(letter, StringComparison.Ordinal))
            ? word
            : $"\"{Escaped().Replace(word, "\\$0")}\"";

    [GeneratedRegex(@"[\\""$`]")]
    private static partial Regex Escaped();
}
