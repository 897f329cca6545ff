using System.Text.Json;
using System.Text.Json.Nodes;
using S2Grid.Mmu.Strategies;

namespace S2Grid.Mmu.Replay;

/// <summary>A field of a replay file's configuration.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Allowed">What it can be, for error messages.</param>
/// <param name="Read">The configuration with the field's value, which is given as text; null if the value is not allowed.</param>
/// <param name="Get">The configuration's value.</param>
internal sealed record ReplayField(
    string Name, string Allowed, Func<VmConfiguration, string, VmConfiguration?> Read, Func<VmConfiguration, JsonNode?> Get)
{
    private const string Number = "a whole number";
    private const string Flag = "true or false";

    /// <summary>Every field, in the order in which they are written.</summary>
    internal static IReadOnlyList<ReplayField> All { get; } =
    [
        new("memory", "bytes, or a size such as \"1G\"",
            (vm, text) => ByteSize.TryParse(text, out ulong n) ? vm with { Memory = n } : null, vm => vm.Memory),
        new("base", "an address such as \"0x40000000\"", (vm, text) => ByteSize.TryParse(text, out ulong n) ? vm with { Base = n } : null,
            vm => $"0x{vm.Base:x}"),
        new("ia_bits", Number, (vm, text) => Whole(text) is { } n ? vm with { IaBits = n } : null, vm => vm.IaBits),
        new("page_shift", Number, (vm, text) => Whole(text) is { } n ? vm with { PageShift = n } : null, vm => vm.PageShift),
        new("fwb", Flag, (vm, text) => YesNo.TryParse(text, out bool on) ? vm with { Fwb = on } : null, vm => vm.Fwb),
        new("tlbi_range", Flag, (vm, text) => YesNo.TryParse(text, out bool on) ? vm with { TlbiRange = on } : null, vm => vm.TlbiRange),
        new(
            "backing",
            string.Join(", ", Backing.KnownNames) + " or thp:30%:7",
            (vm, text) => Backing.TryParse(text, out Backing backing) ? vm with { Backing = backing } : null,
            vm => vm.Backing.ToString()),
        new(
            "strategy",
            string.Join(", ", SplitStrategies.All),
            (vm, text) => SplitStrategies.Find(text) is { } strategy ? vm with { Strategy = strategy } : null,
            vm => vm.Strategy.IsShipped ? vm.Strategy.Name : null),
        new(
            "hints",
            "an object of hints, as in {\"level-3\": \"never\"}; hints: " + string.Join("; ", SplitHints.All.Select(hint =>
                $"{hint.Name}: {string.Join(" | ", hint.Values)}")),
            (vm, text) => Hints(text) is { } hints ? vm with { Strategy = SplitStrategies.Of(hints) } : null,
            vm => vm.Strategy.IsShipped ? null : Hints(vm.Strategy.Hints)),
        new(
            "chunk",
            "whole, 0 or a power of two such as \"2M\"",
            (vm, text) => SplitChunk.TryParse(text, out SplitChunk chunk) ? vm with { Chunk = chunk } : null,
            vm => vm.Chunk.ToString()),
        new("clear_pages", "a multiple of 64, or 0 for the slot",
            (vm, text) => Whole(text) is { } n ? vm with { ClearPages = (ulong)n } : null, vm => vm.ClearPages == 0 ? null : vm.ClearPages),
        new("bbm", "required or not-required",
            (vm, text) => text is "required" or "not-required" ? vm with { NeedsBreakBeforeMake = text == "required" } : null,
            vm => vm.NeedsBreakBeforeMake ? null : "not-required"),
        new("dirty_tracking", "write-protect or hdbss",
            (vm, text) => text is "write-protect" or "hdbss"
                ? vm with { DirtyTracking = text == "hdbss" ? DirtyTracking.Hdbss : DirtyTracking.WriteProtect } : null,
            vm => vm.DirtyTracking == DirtyTracking.Hdbss ? "hdbss" : null),
        new("hdbss_entries", Number, (vm, text) => Whole(text) is { } n ? vm with { HdbssEntries = n } : null,
            vm => vm.DirtyTracking == DirtyTracking.Hdbss ? vm.HdbssEntries : null),
        new("clean", "software or hacdbs",
            (vm, text) => text is "software" or "hacdbs"
                ? vm with { Clean = text == "hacdbs" ? LogCleaning.Hacdbs : LogCleaning.Software } : null,
            vm => vm.Clean == LogCleaning.Hacdbs ? "hacdbs" : null),
        new("kernel", string.Join(", ", KernelDialect.All.Select(kernel => kernel.Name)),
            (vm, text) => KernelDialect.All.FirstOrDefault(known => known.Name == text) is { } kernel ? vm with { Kernel = kernel } : null,
            vm => vm.Kernel == KernelDialect.LinuxNext ? null : vm.Kernel.Name),
    ];

    private static SplitHints? Hints(string text)
    {
        // Not JsonNode: it throws where a name is given twice.
        using JsonDocument given = JsonDocument.Parse(text);
        SplitHints? hints = given.RootElement.ValueKind == JsonValueKind.Object ? new SplitHints() : null;
        foreach (JsonProperty hint in hints is null ? default : given.RootElement.EnumerateObject())
        {
            string value = hint.Value.ValueKind == JsonValueKind.String ? hint.Value.GetString()! : hint.Value.GetRawText();
            hints = hints is null ? null : SplitHints.Find(hint.Name)?.Set(hints, value);
        }

        return hints;
    }

    private static JsonObject Hints(SplitHints hints) =>
        new(hints.Differing.Select(hint => KeyValuePair.Create<string, JsonNode?>(hint.Name, hint.Get(hints))));

    private static int? Whole(string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
