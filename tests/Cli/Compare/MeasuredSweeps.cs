using DuckDB.NET.Data;
using Microsoft.Data.Sqlite;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Compare;

/// <summary>Makes the results of a simulated sweep look as if an agent had measured them.</summary>
internal static class MeasuredSweeps
{
    /// <summary>The results of a sweep as text columns and times of the step <c>enable</c>.</summary>
    /// <param name="cli">Where the sweep was run; nothing else may have been.</param>
    /// <param name="agent">The agent's name.</param>
    /// <param name="kernel">The kernel's name.</param>
    /// <param name="seconds">The measured time in SQL on the columns of the results.</param>
    internal static void Measure(this CliHarness cli, string agent, string kernel, string seconds) =>
        cli.Measure(agent, $"'{kernel}'", "hardware", [("enable", seconds)]);

    /// <summary>The results of a sweep as what agents add to a segment.</summary>
    /// <param name="cli">Where the sweep was run; nothing else may have been.</param>
    /// <param name="agent">The agent's name.</param>
    /// <param name="kernel">The kernel's name in SQL.</param>
    /// <param name="provenance">What the machine is.</param>
    /// <remarks>The fourth repeat on 4k pages is disturbed.</remarks>
    /// <param name="steps">The steps with their times in SQL, whole ioctls.</param>
    internal static void Measure(this CliHarness cli, string agent, string kernel, string provenance,
        params (string Name, string Seconds)[] steps)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        foreach (string file in Directory.GetFiles(cli.Data, "*.parquet", SearchOption.AllDirectories))
        {
            string added =
                string.Concat(
                    steps.Select(step => $", 'ioctl' AS \"{step.Name}.scope\", ({step.Seconds})::DOUBLE AS \"{step.Name}.seconds\""));
            string[] names = ["agent", "kernel", "disturbed",
                .. steps.SelectMany(step => new[] { step.Name + ".scope", step.Name + ".seconds" })];
            using DuckDBCommand command = connection.CreateCommand();
            command.CommandText =
                $"""
                COPY (
                  SELECT * REPLACE ('{provenance}' AS provenance), '{agent}' AS agent, ({kernel}) AS kernel{added},
                    CASE WHEN repeat = 3 AND backing = '4k' THEN '["The clock was low."]' ELSE '[]' END AS disturbed
                  FROM (SELECT COLUMNS(c -> c NOT IN ({string.Join(", ", names.Select(name => $"'{name}'"))})) FROM read_parquet('{file}'))
                  ORDER BY run)
                TO '{file}.new' (FORMAT parquet)
                """;
            command.ExecuteNonQuery();
            Replace(cli, file);
        }
    }

    /// <summary>Puts the new file in the place of one whose name has a digest of what it held; the new one's name has none.</summary>
    private static void Replace(CliHarness cli, string file)
    {
        var folder = new FileInfo(file).Directory!;
        string name = string.Join('-', Path.GetFileNameWithoutExtension(file).Split('-').Take(2)) + ".parquet";
        File.Delete(file);
        File.Move(file + ".new", Path.Combine(folder.FullName, name));
        using var catalogue = new SqliteConnection($"Data Source={Path.Combine(cli.Data, "catalogue.db")};Pooling=False");
        catalogue.Open();
        using SqliteCommand update = catalogue.CreateCommand();
        update.CommandText = "UPDATE batches SET file = $name, bytes = $bytes, digest = NULL WHERE sweep = $sweep AND file = $file";
        update.Parameters.AddWithValue("$name", name);
        update.Parameters.AddWithValue("$bytes", new FileInfo(Path.Combine(folder.FullName, name)).Length);
        update.Parameters.AddWithValue("$sweep", folder.Parent!.Name);
        update.Parameters.AddWithValue("$file", Path.GetFileName(file));
        update.ExecuteNonQuery();
    }
}
