using System.Text.Json;
using S2Grid.Mmu.Counters;
using static System.FormattableString;

namespace S2Grid.Mmu.Replay;

/// <summary>Reads lines of replay files: JSON objects with <c>case</c>, <c>config</c> and <c>steps</c>.</summary>
public static class ReplayReader
{
    private static readonly string[] CounterNames =
        [.. CounterLayout.Fields.Select(field => field.Name), .. DerivedCounter.All.Select(field => field.Name), "hash"];

    /// <summary>Reads one line.</summary>
    /// <exception cref="ReplayException">It is not a valid case; the message lists what is wrong.</exception>
    public static ReplayCase Read(string line)
    {
        var errors = new List<string>();
        ReplayCase? read = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            read = ReadCase(document.RootElement, errors);
        }
        catch (JsonException e)
        {
            errors.Add($"this is not JSON: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            errors.Add("a text in it has half of a surrogate pair, which is no character");
        }

        return read is not null && errors.Count == 0 ? read : throw new ReplayException(string.Join("; ", errors));
    }

    private static ReplayCase? ReadCase(JsonElement root, List<string> errors)
    {
        // "map" is what `s2grid vm --format json --map` adds; a replay draws its own.
        if (!CheckFields(root, ["case", "config", "steps", "map"], "the line", errors))
            return null;

        if (!root.TryGetProperty("config", out JsonElement config) || !root.TryGetProperty("steps", out JsonElement steps)
            || steps.ValueKind != JsonValueKind.Array)
        {
            errors.Add("a case has 'config' and a list 'steps'");
            return null;
        }

        string name = root.TryGetProperty("case", out JsonElement given) ? Text(given) ?? "" : "";
        VmConfiguration configuration = ReadConfiguration(config, errors);
        return new ReplayCase(name, configuration, [.. steps.EnumerateArray().Select((step, i) => ReadStep(step, i + 1, errors))])
        {
            ConfigurationText = config.GetRawText(),
        };
    }

    private static VmConfiguration ReadConfiguration(JsonElement config, List<string> errors)
    {
        var configuration = new VmConfiguration { Memory = 0 };
        if (!CheckFields(config, [.. ReplayField.All.Select(field => field.Name)], "config", errors))
            return configuration;

        foreach (JsonProperty property in config.EnumerateObject())
        {
            ReplayField field = ReplayField.All.First(field => field.Name == property.Name);
            string text = Text(property.Value) ?? property.Value.GetRawText();
            if (field.Read(configuration, text) is { } changed)
                configuration = changed;
            else
                errors.Add($"config: {field.Name} {property.Value.GetRawText()} is not allowed; allowed: {field.Allowed}");
        }

        if (!config.TryGetProperty("memory", out _))
            errors.Add("config has no 'memory'");

        return configuration;
    }

    private static ReplayStep ReadStep(JsonElement element, int number, List<string> errors)
    {
        var none = new ReplayStep(new VmStep { Kind = VmStepKind.Populate }, null);
        string where = Invariant($"step {number}");
        if (!CheckFields(element, ["step", "counters"], where, errors))
            return none;

        if (!element.TryGetProperty("step", out JsonElement name) || Text(name) is not { } text || VmStep.TryParse(text) is not { } step)
        {
            string given = name.ValueKind == JsonValueKind.Undefined ? "nothing" : name.GetRawText();
            errors.Add($"{where}: {given} is not a valid step; steps: {string.Join(", ", VmStep.Forms)}");
            return none;
        }

        var derived = new Dictionary<DerivedCounter, long[]>();
        return new ReplayStep(step,
            element.TryGetProperty("counters", out JsonElement counters) ? ReadCounters(counters, derived, where, errors) : null)
        {
            Derived = derived,
        };
    }

    private static StepCounters ReadCounters(
        JsonElement element, Dictionary<DerivedCounter, long[]> derived, string where, List<string> errors)
    {
        var counters = new StepCounters();
        if (!CheckFields(element, CounterNames, where, errors))
            return counters;

        foreach (JsonProperty property in element.EnumerateObject())
        {
            bool read;
            if (property.Name == "hash")
            {
                read = ReadHash(property.Value, counters);
            }
            else if (CounterLayout.Find(property.Name) is { } field)
            {
                read = ReadValues(property.Value, field.PerLevel, counters.Values.Slice(field.Offset, field.Width));
            }
            else
            {
                DerivedCounter figure = DerivedCounter.All.First(known => known.Name == property.Name);
                derived[figure] = new long[figure.PerLevel ? Stage2Geometry.LevelCount : 1];
                read = ReadValues(property.Value, figure.PerLevel, derived[figure]);
            }

            if (!read)
                errors.Add($"{where}: {property.Name} {property.Value.GetRawText()} is not a valid value of a counter");
        }

        return counters;
    }

    private static bool ReadHash(JsonElement value, StepCounters counters)
    {
        bool ok = ulong.TryParse(Text(value), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong hash);
        counters.Hash = ok ? hash : null;
        return ok;
    }

    private static bool ReadValues(JsonElement given, bool perLevel, Span<long> into)
    {
        JsonElement[] values = !perLevel ? [given] : given.ValueKind == JsonValueKind.Array ? [.. given.EnumerateArray()] : [];
        if (values.Length != into.Length)
            return false;

        for (int i = 0; i < into.Length; i++)
        {
            if (values[i].ValueKind != JsonValueKind.Number || !values[i].TryGetInt64(out into[i]))
                return false;
        }

        return true;
    }

    private static bool CheckFields(JsonElement element, string[] known, string where, List<string> errors)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.Add($"{where} is not a JSON object");
            return false;
        }

        string[] unknown = [.. element.EnumerateObject().Select(property => property.Name).Where(name => !known.Contains(name))];
        if (unknown.Length > 0)
            errors.Add($"{where} has no field '{string.Join("', '", unknown)}'; fields: {string.Join(", ", known)}");

        return unknown.Length == 0;
    }

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
