using System.Globalization;
using System.Text.Json;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Strategies;

namespace S2Grid.Mmu.Replay;

/// <summary>Reads lines of replay files: JSON objects with <c>case</c>, <c>config</c> and <c>steps</c>.</summary>
public static class ReplayReader
{
    /// <summary>Reads one line.</summary>
    /// <exception cref="ReplayException">It is no case; the message lists what is wrong.</exception>
    public static ReplayCase Read(string line)
    {
        var errors = new List<string>();
        ReplayCase? read = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            read = ReadCase(document.RootElement, errors);
        }
        catch (JsonException broken)
        {
            errors.Add($"this is not JSON: {broken.Message}");
        }

        return read is not null && errors.Count == 0 ? read : throw new ReplayException(string.Join("; ", errors));
    }

    private static ReplayCase? ReadCase(JsonElement root, List<string> errors)
    {
        // "map" is what `s2grid vm --format json --map` adds; a replay draws its own.
        if (!CheckFields(root, ["case", "config", "steps", "map"], "the line", errors))
        {
            return null;
        }

        if (!root.TryGetProperty("config", out JsonElement config) || !root.TryGetProperty("steps", out JsonElement steps)
            || steps.ValueKind != JsonValueKind.Array)
        {
            errors.Add("a case has 'config' and a list 'steps'");
            return null;
        }

        string name = root.TryGetProperty("case", out JsonElement given) && given.ValueKind == JsonValueKind.String ? given.GetString()! : "";
        VmConfiguration configuration = ReadConfiguration(config, errors);
        return new ReplayCase(name, configuration, config.GetRawText(), [.. steps.EnumerateArray().Select((step, i) => ReadStep(step, i + 1, errors))]);
    }

    private static VmConfiguration ReadConfiguration(JsonElement config, List<string> errors)
    {
        var configuration = new VmConfiguration { Memory = 0 };
        if (!CheckFields(config, ReplayCase.AllFields, "config", errors))
        {
            return configuration;
        }

        foreach (JsonProperty field in config.EnumerateObject())
        {
            JsonElement value = field.Value;
            configuration = field.Name switch
            {
                "memory" when Size(value) is { } bytes => configuration with { Memory = bytes },
                "base" when Address(value) is { } address => configuration with { Base = address },
                "ia_bits" when Number(value) is { } bits => configuration with { IaBits = bits },
                "page_shift" when Number(value) is { } shift => configuration with { PageShift = shift },
                "fwb" when value.ValueKind is JsonValueKind.True or JsonValueKind.False => configuration with { Fwb = value.GetBoolean() },
                "tlbi_range" when value.ValueKind is JsonValueKind.True or JsonValueKind.False => configuration with { TlbiRange = value.GetBoolean() },
                "backing" when Text(value) is { } text && Backing.TryParse(text, out Backing backing) => configuration with { Backing = backing },
                "strategy" when Text(value) is { } text && SplitStrategies.Find(text) is { } strategy => configuration with { Strategy = strategy },
                "chunk" when (Text(value) ?? value.GetRawText()) is var text && SplitChunk.TryParse(text, out SplitChunk chunk) =>
                    configuration with { Chunk = chunk },
                _ => Reject(configuration, field, errors),
            };
        }

        if (!config.TryGetProperty("memory", out _))
        {
            errors.Add("config has no 'memory'");
        }

        return configuration;
    }

    private static VmConfiguration Reject(VmConfiguration configuration, JsonProperty field, List<string> errors)
    {
        string allowed = field.Name switch
        {
            "memory" => "bytes, or a size such as \"1G\"",
            "base" => "an address such as \"0x40000000\"",
            "backing" => string.Join(", ", Backing.KnownNames) + " or thp:30%:7",
            "strategy" => string.Join(", ", SplitStrategies.All),
            "chunk" => "whole, 0 or a power of two such as \"2M\"",
            "fwb" or "tlbi_range" => "true or false",
            _ => "a whole number",
        };
        errors.Add($"config: {field.Name} {field.Value.GetRawText()} is not allowed; allowed: {allowed}");
        return configuration;
    }

    private static ReplayStep ReadStep(JsonElement element, int number, List<string> errors)
    {
        var none = new ReplayStep(new VmStep { Kind = VmStepKind.Populate }, null);
        string where = string.Create(CultureInfo.InvariantCulture, $"step {number}");
        if (!CheckFields(element, ["step", "counters"], where, errors))
        {
            return none;
        }

        if (!element.TryGetProperty("step", out JsonElement name) || Text(name) is not { } text || VmStep.TryParse(text) is not { } step)
        {
            string given = name.ValueKind == JsonValueKind.Undefined ? "nothing" : name.GetRawText();
            errors.Add($"{where}: {given} is no step; steps: {string.Join(", ", VmStep.Forms)}");
            return none;
        }

        return new ReplayStep(step, element.TryGetProperty("counters", out JsonElement counters) ? ReadCounters(counters, where, errors) : null);
    }

    private static StepCounters ReadCounters(JsonElement element, string where, List<string> errors)
    {
        var counters = new StepCounters();
        if (!CheckFields(element, [.. CounterLayout.Fields.Select(f => f.Name), "hash"], where, errors))
        {
            return counters;
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            bool ok = property.Name == "hash" ? ReadHash(property.Value, counters) : ReadCounter(property, counters);
            if (!ok)
            {
                errors.Add($"{where}: {property.Name} {property.Value.GetRawText()} is no counter's value");
            }
        }

        return counters;
    }

    private static bool ReadHash(JsonElement value, StepCounters counters)
    {
        bool ok = ulong.TryParse(Text(value), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong hash);
        counters.Hash = ok ? hash : null;
        return ok;
    }

    private static bool ReadCounter(JsonProperty property, StepCounters counters)
    {
        CounterField field = CounterLayout.Find(property.Name)!;
        if (!field.PerLevel)
        {
            return property.Value.ValueKind == JsonValueKind.Number && property.Value.TryGetInt64(out counters.Values[field.Offset]);
        }

        if (property.Value.ValueKind != JsonValueKind.Array || property.Value.GetArrayLength() != field.Width)
        {
            return false;
        }

        int offset = field.Offset;
        foreach (JsonElement value in property.Value.EnumerateArray())
        {
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out counters.Values[offset++]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool CheckFields(JsonElement element, IReadOnlyList<string> known, string where, List<string> errors)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.Add($"{where} is no JSON object");
            return false;
        }

        string[] unknown = [.. element.EnumerateObject().Select(p => p.Name).Where(n => !known.Contains(n))];
        if (unknown.Length > 0)
        {
            errors.Add($"{where} has no field '{string.Join("', '", unknown)}'; fields: {string.Join(", ", known)}");
        }

        return unknown.Length == 0;
    }

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : null;

    private static ulong? Size(JsonElement value) =>
        ByteSize.TryParse(Text(value) ?? value.GetRawText(), out ulong bytes) ? bytes : null;

    private static ulong? Address(JsonElement value)
    {
        string text = Text(value) ?? value.GetRawText();
        bool hex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return ulong.TryParse(
            hex ? text[2..] : text, hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out ulong address)
            ? address
            : null;
    }
}
