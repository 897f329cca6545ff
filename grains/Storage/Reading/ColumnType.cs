namespace S2Grid.Storage.Reading;

/// <summary>What the values of a column are, in every format alike.</summary>
public enum ColumnType
{
    /// <summary>Words.</summary>
    Text,

    /// <summary>Whole numbers.</summary>
    Integer,

    /// <summary>Numbers.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A list or an object: in CSV and Parquet as JSON text.</summary>
    Json,
}
