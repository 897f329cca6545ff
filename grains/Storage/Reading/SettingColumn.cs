using S2Grid.Mmu;

namespace S2Grid.Storage.Reading;

/// <summary>A column of a setting: its value as a number or as true or false where it is one, else as a word; beside a word that may be a
/// number, the number.</summary>
/// <param name="Output">The column.</param>
/// <param name="Read">Makes a value of the setting's text; null where the text has no such value.</param>
public sealed record SettingColumn(OutputColumn Output, Func<string, object?> Read)
{
    /// <summary>The bytes of a size with its unit, in SQL.</summary>
    private const string Bytes = "TRY_CAST(rtrim({0}, 'KMGTP') AS BIGINT) << (10 * instr('KMGTP', right({0}, 1)))";

    /// <summary>Makes a value of the setting's text in SQL; the text's expression is {0}.</summary>
    internal string Sql { get; private init; } = "{0}";

    /// <summary>The values of a run's settings by column.</summary>
    public static Dictionary<string, object?> ValuesOf(RunConfiguration run) => run.Settings.Zip(run.EffectiveValues)
        .SelectMany(setting => Of(setting.First).Select(column => (column.Output.Name, Value: column.Read(setting.Second.Value))))
        .ToDictionary(value => value.Name, value => value.Value);

    /// <summary>The columns of a setting, in order.</summary>
    public static IEnumerable<SettingColumn> Of(Setting setting)
    {
        yield return setting.Kind switch
        {
            SettingKind.Switch => new(Column(ColumnType.Boolean), text => text == "true") { Sql = "({0} = 'true')" },
            SettingKind.Number => new(Column(ColumnType.Integer), Number) { Sql = "CAST({0} AS BIGINT)" },
            _ => new(Column(ColumnType.Text), text => text),
        };
        if (setting.Kind == SettingKind.Size)
        {
            yield return new(Beside("_bytes", "bytes"), text => ByteSize.TryParse(text, out ulong bytes) ? (long)bytes : null)
            {
                Sql = Bytes,
            };
        }
        else if (setting.Kind == SettingKind.NumberOrWord)
        {
            yield return new(Beside("_number", ""), Number) { Sql = "TRY_CAST({0} AS BIGINT)" };
        }

        OutputColumn Column(ColumnType type) => new(setting.Name, type, "", setting.Description);
        OutputColumn Beside(string suffix, string unit) => new(
            setting.Name + suffix, ColumnType.Integer, unit, $"{setting.Name} as a number; absent where that is a word");
        static object? Number(string text) =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
    }
}
