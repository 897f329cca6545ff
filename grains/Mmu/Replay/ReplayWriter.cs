using System.Globalization;
using System.Text;
using System.Text.Json;
using S2Grid.Mmu.Counters;

namespace S2Grid.Mmu.Replay;

/// <summary>Writes cases as lines of a replay file. Counters that are zero are left out.</summary>
public static class ReplayWriter
{
    /// <summary>The case as one line, without its end.</summary>
    public static string Write(ReplayCase replay)
    {
        var line = new StringBuilder(1024);
        line.Append("{\"case\":").Append(Quote(replay.Name)).Append(",\"config\":").Append(replay.ConfigurationText).Append(",\"steps\":[");
        for (int i = 0; i < replay.Steps.Count; i++)
        {
            line.Append(i == 0 ? "{\"step\":" : ",{\"step\":").Append(Quote(replay.Steps[i].Step.ToString()));
            if (replay.Steps[i].Counters is { } counters)
            {
                line.Append(",\"counters\":");
                AppendCounters(line, counters);
            }

            line.Append('}');
        }

        return line.Append("]}").ToString();
    }

    /// <summary>The counters that are not zero, and the hash, as a JSON object.</summary>
    public static void AppendCounters(StringBuilder text, StepCounters counters)
    {
        text.Append('{');
        string separator = "";
        foreach (CounterField field in CounterLayout.Fields)
        {
            Span<long> values = counters.Values.Slice(field.Offset, field.Width);
            if (!values.ContainsAnyExcept(0))
            {
                continue;
            }

            text.Append(separator).Append('"').Append(field.Name).Append("\":");
            if (field.PerLevel)
            {
                text.Append(CultureInfo.InvariantCulture, $"[{values[0]},{values[1]},{values[2]},{values[3]}]");
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"{values[0]}");
            }

            separator = ",";
        }

        if (counters.Hash is { } hash)
        {
            text.Append(separator).Append(CultureInfo.InvariantCulture, $"\"hash\":\"{hash:x16}\"");
        }

        text.Append('}');
    }

    /// <summary>A configuration as a line gives it, with every field.</summary>
    public static string Write(VmConfiguration configuration) =>
        $"{{\"memory\":{configuration.Memory},\"base\":\"0x{configuration.Base:x}\",\"ia_bits\":{configuration.IaBits},"
        + $"\"page_shift\":{configuration.PageShift},\"fwb\":{Word(configuration.Fwb)},\"tlbi_range\":{Word(configuration.TlbiRange)},"
        + $"\"backing\":{Quote(configuration.Backing.ToString())},\"strategy\":{Quote(configuration.Strategy.Name)},"
        + $"\"chunk\":{Quote(configuration.Chunk.ToString())}}}";

    private static string Word(bool value) => value ? "true" : "false";

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
