using System.Text.Json;
using S2Grid.Cli.Output;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;

namespace S2Grid.Cli.Compare;

/// <summary>Writes a comparison as one JSON document. Times are in nanoseconds, changes are fractions.</summary>
internal static class ComparisonJson
{
    /// <summary>Writes it.</summary>
    public static void Write(TextWriter output, SweepComparison comparison) => JsonOutput.Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("tests", comparison.Tests);
        json.WriteArray("tables", comparison.Tables, WriteTable);
        json.WriteTexts("omissions", comparison.Omissions);
        json.WriteTexts("faults", comparison.Faults);
        json.WriteEndObject();
    });

    private static void WriteTable(Utf8JsonWriter json, ComparisonTable table)
    {
        json.WriteStartObject();
        json.WriteString("metric", table.Metric.Name);
        json.WriteString("quantity", table.Metric.Quantity.ToString().ToLowerInvariant());
        json.WriteString("unit", table.Metric.Quantity == Quantity.Count ? "count" : "ns");
        json.WriteString("scope", ComparisonText.Describe(table.Origin.Scope));
        json.WriteString("provenance", table.Origin.Provenance.ToString().ToLowerInvariant());
        json.WriteString("agent", table.Origin.Agent);
        json.WriteString("kernel", table.Origin.Kernel);
        json.WriteStartObject("heading");
        foreach ((string name, string value) in table.Heading)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteTexts("by", table.By);
        json.WriteTexts("columns", table.Columns);
        json.WriteArray("rows", table.Rows, (writer, row) =>
        {
            writer.WriteStartObject();
            writer.WriteTexts("values", row.Values);
            writer.WriteArray("cells", row.Cells, WriteCell);
            writer.WriteEndObject();
        });
        json.WriteArray("means", table.Means, (writer, mean) =>
        {
            writer.WriteStartObject();
            WriteNumber(writer, "value", mean.Value);
            WriteInterval(writer, "interval", mean.Interval);
            WriteNumber(writer, "change", mean.Change);
            WriteInterval(writer, "change_interval", mean.ChangeInterval);
            writer.WriteEndObject();
        });
        json.WriteEndObject();
    }

    private static void WriteCell(Utf8JsonWriter json, ComparisonCell? cell)
    {
        if (cell is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("configuration", cell.Configuration.Canonical);
        json.WriteString("kernel", cell.Kernel);
        json.WriteNumber("runs", cell.Runs);
        json.WriteNumber("failed", cell.Failed);
        json.WriteNumber("disturbed", cell.Disturbed);
        json.WriteString("error", cell.Error);
        WriteNumber(json, "value", cell.Value);
        WriteInterval(json, "interval", cell.Interval);
        WriteNumber(json, "change", cell.Change);
        WriteInterval(json, "change_interval", cell.ChangeInterval);
        WriteTest(json, cell.Test);
        WriteSamples(json, cell.Samples);
        json.WriteString("note", cell.Absence);
        json.WriteEndObject();
    }

    private static void WriteTest(Utf8JsonWriter json, ComparisonTest? test)
    {
        if (test is null)
        {
            json.WriteNull("test");
            return;
        }

        json.WriteStartObject("test");
        json.WriteNumber("p", test.P);
        json.WriteNumber("p_uncorrected", test.Result.P);
        json.WriteBoolean("exact", test.Result.IsExact);
        json.WriteNumber("u", test.Result.U);
        json.WriteNumber("n_baseline", test.BaselineSamples);
        json.WriteNumber("n", test.Samples);
        json.WriteNumberOrNull("n_needed", test.NeededSamples);
        json.WriteBoolean("significant", test.IsSignificant);
        json.WriteEndObject();
    }

    private static void WriteSamples(Utf8JsonWriter json, SampleSummary? samples)
    {
        if (samples is null)
        {
            json.WriteNull("samples");
            return;
        }

        json.WriteStartObject("samples");
        json.WriteNumber("n", samples.Count);
        json.WriteArray("outliers", samples.Outliers, (writer, outlier) => writer.WriteNumberValue(outlier));
        WriteNumber(json, "drift", samples.Drift?.Correlation);
        WriteNumber(json, "drift_p_uncorrected", samples.Drift?.P);
        json.WriteBoolean("drifts", samples.Drifts);
        json.WriteEndObject();
    }

    private static void WriteInterval(Utf8JsonWriter json, string name, Interval? interval)
    {
        if (interval is not { } bounds)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("low", bounds.Low);
        json.WriteNumber("high", bounds.High);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
