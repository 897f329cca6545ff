using System.Security.Cryptography;
using System.Text.Json;
using S2Grid.Agent.Identity;

namespace S2Grid.Agent.Bench;

/// <summary>What bench has measured on this machine's kernels: of each kernel's label and each experiment what was measured last.</summary>
internal sealed class BenchRecords(StateFolder state)
{
    private const string Extension = ".bench";
    private const int HashDigits = 16;

    /// <summary>Keeps a record in the place of the one of its label and experiment.</summary>
    internal void Put(BenchRecord record) =>
        state.Write(NameOf(record.KernelLabel, record.Settings), JsonSerializer.Serialize(record, BenchJson.Default.BenchRecord));

    /// <summary>The record of a kernel and an experiment.</summary>
    /// <exception cref="AgentException">There is none.</exception>
    internal BenchRecord Get(string kernelLabel, SortedDictionary<string, string> settings)
    {
        string name = NameOf(kernelLabel, settings);
        if (Read(name) is { } record)
            return record;

        BenchRecord[] all = [.. state.Names(Extension).Select(Read).OfType<BenchRecord>()];
        BenchRecord? other = all.LastOrDefault(one => one.KernelLabel == kernelLabel);
        string[] labels = [.. all.Select(one => one.KernelLabel).Distinct().Order(StringComparer.Ordinal)];
        string found = other is not null ? $"The last one of that kernel has {other.Differences(settings)}."
            : labels.Length > 0 ? $"Recorded are: {string.Join(", ", labels)}."
            : "Nothing is recorded.";
        throw new AgentException(
            $"{state.Path} has no record of this experiment on a kernel called '{kernelLabel}'. {found} Boot that kernel, and run this "
            + $"command there with --kernel-label {kernelLabel} and without --compare.");
    }

    private static string NameOf(string kernelLabel, SortedDictionary<string, string> settings)
    {
        string text = string.Join('\n', settings.Select(setting => $"{setting.Key} {setting.Value}").Prepend(kernelLabel));
        return Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))[..HashDigits] + Extension;
    }

    private BenchRecord? Read(string name)
    {
        try
        {
            return state.Read(name) is { } text ? JsonSerializer.Deserialize(text, BenchJson.Default.BenchRecord) : null;
        }
        catch (JsonException exception)
        {
            throw new AgentException($"{Path.Combine(state.Path, name)} is no record of bench: {exception.Message} Delete it.");
        }
    }
}
