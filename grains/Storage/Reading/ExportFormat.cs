namespace S2Grid.Storage.Reading;

/// <summary>How results are written to a file.</summary>
public enum ExportFormat
{
    /// <summary>One line a run, with a header.</summary>
    Csv,

    /// <summary>One Parquet file.</summary>
    Parquet,

    /// <summary>One Arrow IPC file.</summary>
    Arrow,
}
