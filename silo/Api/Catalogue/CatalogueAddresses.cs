using S2Grid.Api.Answers;
using S2Grid.Api.Requests;
using S2Grid.Experiments.Schema;
using S2Grid.Mmu.Strategies;
using S2Grid.Views.Catalogue;

namespace S2Grid.Api.Catalogue;

/// <summary>What ships with the program.</summary>
internal static class CatalogueAddresses
{
    private const string Yaml = "application/yaml";

    /// <summary>Maps them.</summary>
    public static void MapCatalogue(this Addresses api)
    {
        MapList(api, "presets", "List the sweeps that ship with the program", Inventories.OfPresets);
        MapShow(api, "presets", "Show a preset's sweep file", "preset", ShippedPresets.All, preset => preset.Name, preset => preset.Yaml);
        MapList(api, "strategies", "List the split strategies", Inventories.OfStrategies);
        MapShow(
            api, "strategies", "Show a strategy's hints as a sweep file has them", "strategy", SplitStrategies.All,
            strategy => strategy.Name, Inventories.TextOf);
        MapList(api, "axes", "List the axes of sweeps", Inventories.OfAxes);
        MapList(api, "counters", "List the counters of a step", Inventories.OfCounters);
        MapList(api, "columns", "List the columns of CSV, JSON and Parquet", Inventories.OfColumns);
        api.Get(
            "/schema", "The JSON Schema of sweep files",
            (context, _, _) => Answer.TextAsync(context, text => text.Write(SweepSchema.Json), "application/schema+json"),
            answers: "application/schema+json");
    }

    private static void MapList<T>(Addresses api, string name, string summary, Inventory<T> inventory) =>
        api.Get($"/{name}", summary, (context, _, _) => Answer.JsonAsync(context, inventory.Listing.Objects(inventory.Items)));

    private static void MapShow<T>(
        Addresses api, string path, string summary, string what, IReadOnlyList<T> items, Func<T, string> name, Func<T, string> text) =>
        api.Get(
            $"/{path}/{{name}}", summary,
            (context, _, _) =>
            {
                string asked = (string)context.Request.RouteValues["name"]!;
                T? found = items.FirstOrDefault(item => name(item) == asked);
                return found is not null
                    ? Answer.TextAsync(context, writer => writer.Write(text(found)), Yaml)
                    : throw NotThereException.Of(UsageError.Unknown(what, PrintableText.Sanitize(asked), [.. items.Select(name)]));
            },
            answers: Yaml);
}
