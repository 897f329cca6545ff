using System.Buffers;
using System.Text;
using System.Text.Json;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Mapping;
using static System.FormattableString;

namespace S2Grid.Mmu.Replay;

/// <summary>Writes cases as lines of a replay file. Counters that are zero are left out.</summary>
public static class ReplayWriter
{
    /// <summary>Text is handed on whenever about so many bytes have come together: a large VM's map has more than memory should
    /// hold.</summary>
    private const int FlushBytes = 64 << 10;

    /// <summary>The case as one line, without its end.</summary>
    public static string Write(ReplayCase replay)
    {
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        Write(line, replay);
        return line.ToString();
    }

    /// <summary>Writes the case as one line, without its end.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="replay">The case.</param>
    /// <param name="map">The tree after the last step, or null if it is not asked for.</param>
    public static void Write(TextWriter output, ReplayCase replay, IEnumerable<MapRun>? map = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("case", replay.Name);
        json.WritePropertyName("config");
        WriteConfiguration(json, replay);
        json.WriteStartArray("steps");
        foreach (ReplayStep step in replay.Steps)
        {
            json.WriteStartObject();
            json.WriteString("step", step.Step.ToString());
            if (step.Counters is { } counters)
                WriteCounters(json, counters);

            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (map is not null)
        {
            json.WriteStartArray("map");
            foreach (MapRun run in map)
            {
                WriteRun(json, run);
                Flush(FlushBytes);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        Flush(0);

        void Flush(int from)
        {
            if (json.BytesPending + buffer.WrittenCount >= from)
            {
                json.Flush();
                output.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
                buffer.ResetWrittenCount();
            }
        }
    }

    private static void WriteConfiguration(Utf8JsonWriter json, ReplayCase replay)
    {
        if (replay.ConfigurationText is { } given)
        {
            json.WriteRawValue(given);
            return;
        }

        json.WriteStartObject();
        foreach (ReplayField field in ReplayField.All)
        {
            if (field.Get(replay.Configuration) is not { } value)
                continue;

            json.WritePropertyName(field.Name);
            value.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private static void WriteCounters(Utf8JsonWriter json, StepCounters counters)
    {
        json.WriteStartObject("counters");
        foreach (CounterField field in CounterLayout.Fields)
        {
            Span<long> values = counters.Values.Slice(field.Offset, field.Width);
            if (!values.ContainsAnyExcept(0))
                continue;

            if (!field.PerLevel)
            {
                json.WriteNumber(field.Name, values[0]);
                continue;
            }

            json.WriteStartArray(field.Name);
            foreach (long value in values)
                json.WriteNumberValue(value);

            json.WriteEndArray();
        }

        if (counters.Hash is { } hash)
            json.WriteString("hash", Invariant($"{hash:x16}"));

        json.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter json, MapRun run)
    {
        json.WriteStartObject();
        json.WriteNumber("level", run.Level);
        json.WriteString("ipa", Invariant($"0x{run.Ipa:x}"));
        json.WriteNumber("count", run.Count);
        json.WriteString("kind", run.Kind switch
        {
            MapRunKind.Hole => "hole",
            MapRunKind.Leaf => "leaf",
            MapRunKind.UniformTable => "uniform-table",
            _ => "expanded-table",
        });
        json.WriteNumber("leaf_level", run.LeafLevel);
        json.WriteString("attributes", Invariant($"0x{run.Attributes:x}"));
        json.WriteBoolean("writable", run.Writable);
        json.WriteEndObject();
    }
}
