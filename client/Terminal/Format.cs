namespace S2Grid.Terminal;

/// <summary>How results are written.</summary>
public enum Format
{
    /// <summary>Aligned columns for people.</summary>
    Table,

    /// <summary>A Markdown table.</summary>
    Markdown,

    /// <summary>Plain text for a mail: narrow, one metric a table.</summary>
    Mail,

    /// <summary>Comma-separated values with a header line (RFC 4180).</summary>
    Csv,

    /// <summary>JSON.</summary>
    Json,

    /// <summary>A Parquet file.</summary>
    Parquet,

    /// <summary>An Arrow IPC file.</summary>
    Arrow,
}
