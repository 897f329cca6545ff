using System.Text;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Statistics;
using static System.FormattableString;

namespace S2Grid.Experiments.Models;

/// <summary>Writes a cost model's file, as it is read.</summary>
public static class CostModelWriter
{
    /// <summary>The file's text.</summary>
    public static string Write(CostModel model)
    {
        var text = new StringBuilder();
        Add("", "name", model.Name);
        Add("", "description", model.Description);
        Add("", "costs", model.IsAbsolute ? "absolute" : "relative");
        text.Append("scope: [").AppendJoin(", ", model.Scopes.Select(scope => scope.Word())).Append("]\n");
        Add("", "machine", model.Machine);
        if (model.CalibratedOn is { } key)
        {
            text.Append("calibrated-on:\n");
            Add("  ", "agent", key.Agent);
            Add("  ", "kernel", key.Kernel);
            Add("  ", "provenance", key.Provenance.Word());
        }

        if (model.Granule > 0)
            Add("", "granule", ByteSize.Format(model.Granule));
        if (model.SmallestChunk > 0)
            Add("", "smallest-chunk", ByteSize.Format(model.SmallestChunk));
        if (model.SmallestMemory > 0)
            Add("", "smallest-memory", ByteSize.Format(model.SmallestMemory));
        if (model.LargestMemory > 0)
            Add("", "largest-memory", ByteSize.Format(model.LargestMemory));
        if (model.TlbiRepeat > 1)
            text.Append(CultureInfo.InvariantCulture, $"tlbi-repeat: {model.TlbiRepeat}\n");
        if (model.MemslotChange.High > 0)
            text.Append("memslot-change:\n").Append(Bounds("  ", model.MemslotChange));
        Add("", "limits", model.Limits);
        text.Append("parameters:\n");
        foreach (CostParameter parameter in model.Parameters)
        {
            Add("  - ", "event", parameter.Event);
            Add("    ", "phase", parameter.Phase.Word());
            Add("    ", "counter", parameter.Counter.Name);
            if (parameter.Counter.PerLevel)
                text.Append(CultureInfo.InvariantCulture, $"    level: {parameter.Level}\n");
            text.Append(Bounds("    ", parameter.Cost));
            Add("    ", "source", parameter.Source);
        }

        if (model.Joint is { } joint)
        {
            text.Append(CultureInfo.InvariantCulture, $"joint:\n  freedom: {joint.Freedom}\n  estimates: {Row(joint.Estimates)}\n");
            text.Append("  covariance:\n");
            foreach (IReadOnlyList<double> row in joint.Covariance)
                text.Append("    - ").Append(Row(row)).Append('\n');
        }

        return text.ToString();

        static string Row(IReadOnlyList<double> values) => $"[{string.Join(", ", values.Select(value => Invariant($"{value:R}")))}]";

        static string Bounds(string indent, Interval cost) => Invariant($"{indent}low: {cost.Low:0.######}\n{indent}mid: ")
            + Invariant($"{cost.Mid:0.######}\n{indent}high: {cost.High:0.######}\n");

        // What others have named, kernels and agents, is quoted, and has no characters that end a line.
        void Add(string indent, string name, string value)
        {
            string clean = PrintableText.Sanitize(value);
            bool isPlain = clean.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && clean.Any(char.IsAsciiLetter);
            text.Append(indent).Append(name).Append(": ")
                .Append(isPlain ? clean : $"'{clean.Replace("'", "''", StringComparison.Ordinal)}'").Append('\n');
        }
    }
}
