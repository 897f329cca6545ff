using System.ComponentModel.DataAnnotations.Schema;
using System.Reflection;
using System.Text.RegularExpressions;

namespace S2Grid.Storage.Sql;

/// <summary>A table as a database is told of it.</summary>
/// <param name="prefix">What stands before its name in statements.</param>
/// <param name="name">Its name.</param>
/// <param name="key">The columns of its primary key.</param>
internal abstract class Table(string prefix, string name, string key)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>The columns of its primary key.</summary>
    public string Key => key;

    /// <summary>Columns that are not a record's.</summary>
    public IReadOnlyList<Column> Further { get; init; } = [];

    /// <summary>The table whose rows take those of this one with them when they are deleted, and the column with their id.</summary>
    public (Table Table, string Column)? Parent { get; init; }

    /// <summary>Its indexes, each as its creation ends after the table's name.</summary>
    public IReadOnlyList<(string Name, string Columns)> Indexes { get; init; } = [];

    /// <summary>The columns of its records.</summary>
    protected abstract IEnumerable<Column> Own { get; }

    /// <summary>The statements that make the table, or add to it the columns that it did not have in an older version.</summary>
    public IEnumerable<string> Migrate(SqlDatabase database, IEnumerable<string> present)
    {
        Column[] all = [.. Further, .. Own];
        Column[] missing = [.. all.Where(column => !present.Contains(column.Name))];
        if (missing.Length < all.Length)
            return missing.Select(column => $"ALTER TABLE {this} ADD COLUMN {column.Declare(database)}");

        IEnumerable<string> columns = all.Select(column => column.Declare(database));
        string parent = Parent is var (table, column) ? $", FOREIGN KEY ({column}) REFERENCES {table} (id) ON DELETE CASCADE" : "";
        return Indexes.Select(index => $"CREATE {index.Name} ON {this} {index.Columns}")
            .Prepend($"CREATE TABLE {this} ({string.Join(", ", columns)}, PRIMARY KEY ({key}){parent}) {database.TableOptions}");
    }

    /// <summary>The table's name, for statements.</summary>
    public override string ToString() => prefix + name;
}

/// <summary>
/// How records of one kind stand in a table: what can be set of a record is a column, and so is what can be set of a record in it.
/// A column is called like its property, <c>created_at</c> for CreatedAt, without a leading "Is" and a trailing "Id", unless the property
/// says otherwise.
/// </summary>
internal sealed partial class Table<T>(string prefix, string name, string key) : Table(prefix, name, key)
{
    private static readonly Part[] Parts = [.. PartsOf(typeof(T))];

    /// <summary>The names of all columns.</summary>
    public string Columns { get; } = List(part => part.Name);

    /// <summary>A parameter for each column, called like it.</summary>
    public string Values { get; } = List(part => $"@{part.Name}");

    /// <summary>Gives each column the value of its parameter.</summary>
    public string Assignments { get; } = List(part => $"{part.Name} = @{part.Name}");

    /// <summary>Adds a row, unless one like it is there.</summary>
    public string Insert => $"INSERT INTO {this} ({Columns}) VALUES ({Values}) ON CONFLICT DO NOTHING";

    /// <summary>Adds a row in the place of the one with its key.</summary>
    public string Replace => $"INSERT INTO {this} ({Columns}) VALUES ({Values}) {Replacing}";

    /// <summary>The end of an INSERT: if a row with the same key is there, it becomes the new one.</summary>
    public string Replacing => $"ON CONFLICT ({Key}) DO UPDATE SET {List(part => $"{part.Name} = excluded.{part.Name}")}";

    /// <summary>Selects all columns.</summary>
    public string Select => $"SELECT {Columns} FROM {this}";

    /// <inheritdoc/>
    protected override IEnumerable<Column> Own
    {
        get
        {
            var context = new NullabilityInfoContext();
            object blank = Blank(typeof(T));
            return Parts.Select(part =>
            {
                bool isNullable = context.Create(part.Property).WriteState == NullabilityState.Nullable;
                object? initial = isNullable ? null : part.Get(blank) ?? (part.Type == typeof(string) ? "" : null);
                return new Column(part.Name, part.Type, isNullable, initial is string or int or long or bool ? initial : null);
            });
        }
    }

#pragma warning disable CA1822 // A table's, though they need nothing but its type: callers have a table.
    /// <summary>Makes a record of a row of which <see cref="Columns"/> were selected.</summary>
    public T Read(SqlRow row)
    {
        object record = Blank(typeof(T));
        foreach (Part part in Parts)
            part.Property.SetValue(part.OwnerOf(record), row.Value(part.Property.PropertyType));
        return (T)record;
    }

    /// <summary>A record's parameters.</summary>
    public (string Name, object? Value)[] Parameters(T record) => [.. Parts.Select(part => (part.Name, part.Get(record!)))];
#pragma warning restore CA1822

    private static string List(Func<Part, string> item) => string.Join(", ", Parts.Select(item));

    private static IEnumerable<Part> PartsOf(Type type, PropertyInfo? owner = null) =>
        from property in Settable(type)
        from part in IsRecord(property) ? PartsOf(property.PropertyType, property) : [new Part(NameOf(property), property, owner)]
        select part;

    private static IEnumerable<PropertyInfo> Settable(Type type) => type.GetProperties().Where(property => property.CanWrite);

    private static bool IsRecord(PropertyInfo property) =>
        property.PropertyType is { IsClass: true } type && type != typeof(string) && !type.IsArray;

    private static string NameOf(PropertyInfo property) => property.GetCustomAttribute<ColumnAttribute>()?.Name
        ?? BetweenWords().Replace(Affixes().Replace(property.Name, ""), "_").ToLowerInvariant();

    /// <summary>A record in which nothing was set.</summary>
    private static object Blank(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors().Single();
        object blank = constructor.Invoke(new object?[constructor.GetParameters().Length]);
        foreach (PropertyInfo property in Settable(type).Where(IsRecord))
            property.SetValue(blank, Blank(property.PropertyType));
        return blank;
    }

    [GeneratedRegex("^Is(?=[A-Z])|(?<=.)Id$")]
    private static partial Regex Affixes();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex BetweenWords();

    /// <summary>What is in a column.</summary>
    /// <param name="Name">The column's name.</param>
    /// <param name="Property">The property whose value it has.</param>
    /// <param name="Owner">The record's property whose property it is; null for the record's own.</param>
    private sealed record Part(string Name, PropertyInfo Property, PropertyInfo? Owner)
    {
        /// <summary>What is kept: an enumeration as its number.</summary>
        public Type Type { get; } = Nullable.GetUnderlyingType(Property.PropertyType) is { } value ? value
            : Property.PropertyType.IsEnum ? typeof(int) : Property.PropertyType;

        public object OwnerOf(object record) => Owner is null ? record : Owner.GetValue(record)!;

        public object? Get(object record) => Property.GetValue(OwnerOf(record)) is { } value
            ? value is Enum ? Convert.ToInt32(value, CultureInfo.InvariantCulture) : value
            : null;
    }
}
