using DuckDB.NET.Data;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Compare;

/// <summary>Makes sweeps look as if an agent had measured them.</summary>
internal static class MeasuredSweeps
{
    /// <summary>The results of a sweep as text columns and times: what agents add to a segment.</summary>
    /// <param name="cli">Where the sweep was run; nothing else may have been.</param>
    /// <param name="agent">The agent's name.</param>
    /// <param name="kernel">The kernel's name.</param>
    /// <param name="seconds">The measured time in SQL on the columns of the results.</param>
    internal static void Measure(this CliHarness cli, string agent, string kernel, string seconds)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        foreach (string file in Directory.GetFiles(cli.Data, "*.parquet", SearchOption.AllDirectories))
        {
            using DuckDBCommand command = connection.CreateCommand();
            command.CommandText =
                $"""
                COPY (
                  SELECT * REPLACE ('hardware' AS provenance), '{agent}' AS agent, '{kernel}' AS kernel, 'ioctl' AS "enable.scope",
                    ({seconds})::DOUBLE AS "enable.seconds"
                  FROM (SELECT COLUMNS(c -> c NOT IN ('agent', 'kernel', 'enable.scope', 'enable.seconds')) FROM read_parquet('{file}'))
                  ORDER BY run)
                TO '{file}.new' (FORMAT parquet)
                """;
            command.ExecuteNonQuery();
            File.Move(file + ".new", file, overwrite: true);
        }
    }
}
