using S2Grid.Cli.Output;
using S2Grid.Views.Catalogue;

namespace S2Grid.Cli.Catalogue;

/// <summary><c>s2grid columns</c>: what CSV, JSON and Parquet have.</summary>
internal static class ColumnsCommand
{
    /// <summary>Creates the command.</summary>
    public static ListCommand<ListedColumn> Of(CliEnvironment terminal) => new(
        terminal,
        "columns",
        "List the columns of CSV, JSON and Parquet, with their types, units and what they say",
        [
            new("s2grid columns",
                "Those of runs ('run', 'results') and of compared figures ('compare'), settings in both, and of published figures."),
            new("s2grid columns --format markdown", "The same as a page; client/docs/output-schema.md has what else JSON has."),
        ],
        Inventories.OfColumns);
}
