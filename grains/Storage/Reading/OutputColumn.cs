namespace S2Grid.Storage.Reading;

/// <summary>A column of what programs read: the same in CSV, in Parquet and as a property in JSON.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What its values are; in every column a value may be absent.</param>
/// <param name="Unit">In what numbers are; empty for others.</param>
/// <param name="Description">What it says, in a line.</param>
public sealed record OutputColumn(string Name, ColumnType Type, string Unit, string Description)
{
    /// <summary>How SQL calls the type.</summary>
    internal string SqlType => Type switch
    {
        ColumnType.Integer => "BIGINT",
        ColumnType.Number => "DOUBLE",
        ColumnType.Boolean => "BOOLEAN",
        _ => "VARCHAR",
    };
}
