using System.Globalization;
using DuckDB.NET.Data;

namespace S2Grid.Storage.Segments;

/// <summary>Puts newer results of some runs into a segment in the place of the older ones.</summary>
internal static class SegmentMerger
{
    /// <summary>The failed runs of a segment, ascending, each with its error.</summary>
    public static IReadOnlyList<(long Run, string Error)> FailedRuns(string file)
    {
        using DuckDBConnection connection = Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT run, COALESCE(error, '') FROM read_parquet({SqlText.Text(file)}) WHERE state = 'failed' ORDER BY run";
        using DuckDBDataReader reader = command.ExecuteReader();
        var runs = new List<(long, string)>();
        while (reader.Read())
            runs.Add((reader.GetInt64(0), reader.GetString(1)));
        return runs;
    }

    /// <summary>Writes the rows of <paramref name="older"/>, or those of <paramref name="newer"/> where it has the run.</summary>
    /// <param name="older">A segment.</param>
    /// <param name="newer">Rows of some of its runs.</param>
    /// <param name="merged">The file to write.</param>
    /// <param name="footer">What the older segment's footer says.</param>
    /// <returns>What the merged segment's footer says.</returns>
    public static SegmentFooter Merge(string older, string newer, string merged, SegmentFooter footer)
    {
        using DuckDBConnection connection = Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText =
            $"""
            CREATE VIEW merged AS SELECT * FROM (
                SELECT * FROM read_parquet({SqlText.Text(older)}) WHERE run NOT IN (SELECT run FROM read_parquet({SqlText.Text(newer)}))
                UNION ALL BY NAME SELECT * FROM read_parquet({SqlText.Text(newer)})
            ) ORDER BY run;
            SELECT COUNT(*) FILTER (state = 'failed'), COUNT(reused_from) FROM merged;
            """;
        SegmentFooter result;
        using (DuckDBDataReader reader = command.ExecuteReader())
        {
            reader.Read();
            result = footer with { Failed = (int)reader.GetInt64(0), Reused = (int)reader.GetInt64(1) };
        }

        string metadata = string.Join(", ", result.ToMetadata().Select(entry => $"{SqlText.Name(entry.Key)}: {SqlText.Text(entry.Value)}"));
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"COPY merged TO {SqlText.Text(merged)} (FORMAT parquet, COMPRESSION snappy, KV_METADATA {{ {metadata} }})");
        command.ExecuteNonQuery();
        return result;
    }

    private static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        return connection;
    }
}
