using System.ComponentModel.DataAnnotations.Schema;
using System.Reflection;
using System.Text.RegularExpressions;

namespace S2Grid.Storage.Sql;

/// <summary>A table as a database is told of it.</summary>
/// <param name="database">The database.</param>
/// <param name="name">Its name.</param>
/// <param name="key">The columns of its primary key.</param>
internal abstract class Table(SqlDatabase database, string name, string key)
{
    /// <summary>The column with the digest of a row: see <see cref="Digested"/>.</summary>
    protected const string DigestColumn = "digest";

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

    /// <summary>
    /// The columns whose values a row has a digest of, so that a row in which one of them was changed by anything but this program is
    /// found when it is read; where there are none, rows have no digest. Only columns that are always written with all others can be
    /// among them.
    /// </summary>
    public IReadOnlyList<string> Digested { get; init; } = [];

    /// <summary>The database.</summary>
    protected SqlDatabase Database => database;

    /// <summary>The columns of its records.</summary>
    protected abstract IEnumerable<Column> Own { get; }

    /// <summary>The statements that make the table, or add to it the columns that it did not have in an older version.</summary>
    public IEnumerable<string> Migrate(IEnumerable<string> present)
    {
        // Silos of an older version, which go on beside this one for a while, write none; what they change has none any more.
        IEnumerable<string> unseal = Digested.Count > 0 ? database.Unseal(this, DigestColumn) : [];
        Column[] digest = Digested.Count > 0 ? [new Column(DigestColumn, typeof(long), IsNullable: true)] : [];
        Column[] all = [.. Further, .. Own, .. digest];
        Column[] missing = [.. all.Where(column => !present.Contains(column.Name))];
        if (missing.Length < all.Length)
            return [.. missing.Select(column => $"ALTER TABLE {this} ADD COLUMN {column.Declare(database)}"), .. unseal];

        IEnumerable<string> columns = all.Select(column => column.Declare(database));
        string parent = Parent is var (table, column) ? $", FOREIGN KEY ({column}) REFERENCES {table} (id) ON DELETE CASCADE" : "";
        return
        [
            $"CREATE TABLE {this} ({string.Join(", ", columns)}, PRIMARY KEY ({key}){parent}) {database.TableOptions}",
            .. Indexes.Select(index => $"CREATE {index.Name} ON {this} {index.Columns}"),
            .. unseal,
        ];
    }

    /// <summary>Gives the rows of an older version their digest.</summary>
    /// <param name="connection">In a transaction.</param>
    public abstract Task SealAsync(DbConnection connection);

    /// <summary>The table's name, for statements.</summary>
    public override string ToString() => database.Prefix + name;
}

/// <summary>
/// How records of one kind stand in a table: what can be set of a record is a column, and so is what can be set of a record in it.
/// A column is called like its property, <c>created_at</c> for CreatedAt, without a leading "Is" and a trailing "Id", unless the property
/// says otherwise.
/// </summary>
internal sealed partial class Table<T>(SqlDatabase database, string name, string key) : Table(database, name, key)
{
    private static readonly Part[] Parts = [.. PartsOf(typeof(T))];

    /// <summary>The names of all columns.</summary>
    public string Columns => List(column => column);

    /// <summary>A parameter for each column, called like it.</summary>
    public string Values => List(column => $"@{column}");

    /// <summary>Gives each column the value of its parameter.</summary>
    public string Assignments => List(column => $"{column} = @{column}");

    /// <summary>Adds a row, unless one like it is there.</summary>
    public string Insert => $"INSERT INTO {this} ({Columns}) VALUES ({Values}) ON CONFLICT DO NOTHING";

    /// <summary>Adds a row in the place of the one with its key.</summary>
    public string Replace => $"INSERT INTO {this} ({Columns}) VALUES ({Values}) {Replacing}";

    /// <summary>The end of an INSERT: if a row with the same key is there, it becomes the new one.</summary>
    public string Replacing => $"ON CONFLICT ({Key}) DO UPDATE SET {List(column => $"{column} = excluded.{column}")}";

    /// <summary>Selects what <see cref="Read"/> reads.</summary>
    public string Select => $"SELECT {Columns}{(Owner is null ? "" : $", {Owner}")} FROM {this}";

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

    /// <summary>The column, not a record's, with the id of the record's parent, where the digest covers it.</summary>
    private string? Owner => Further.Select(column => column.Name).FirstOrDefault(Digested.Contains);

    /// <summary>Makes a record of a row that <see cref="Select"/> selected.</summary>
    /// <exception cref="StorageException">It is not as it was written.</exception>
    public T Read(SqlRow row) => Take(row) is { IsIntact: true } taken ? taken.Record : throw Damaged(null);

    /// <summary>The same, and null if it is not as it was written.</summary>
    public Taken Take(SqlRow row)
    {
        object record = Blank(typeof(T));
        try
        {
            foreach (Part part in Parts)
                part.Property.SetValue(part.OwnerOf(record), row.Value(part.Property.PropertyType));
            object? digest = Digested.Count > 0 ? row.Value(typeof(long)) : null;
            string? owner = Owner is null ? null : row.Text();
            return new Taken((T)record, owner, digest is null || (long)digest == DigestOf((T)record, owner));
        }
        catch (Exception e) when (e is OverflowException or InvalidCastException or InvalidOperationException or ArgumentException)
        {
            throw Damaged(e);
        }
    }

    /// <summary>A record's parameters.</summary>
    /// <param name="record">The record.</param>
    /// <param name="owner">The id of its parent, where the digest covers it.</param>
    public (string Name, object? Value)[] Parameters(T record, string? owner = null)
    {
        IEnumerable<(string, object?)> values = Parts.Select(part => (part.Name, part.Get(record!)));
        return [.. Digested.Count > 0 ? values.Append((DigestColumn, DigestOf(record, owner))) : values];
    }

    /// <inheritdoc/>
    public override async Task SealAsync(DbConnection connection)
    {
        if (Digested.Count == 0)
            return;

        string[] key = Key.Split(", ");
        string[] used = [.. key, DigestColumn];
        string update = $"UPDATE {this} SET {DigestColumn} = @{DigestColumn} "
            + $"WHERE {string.Join(" AND ", key.Select(column => $"{column} = @{column}"))}";
        foreach (Taken row in await Database.RowsAsync(connection, $"{Select} WHERE {DigestColumn} IS NULL", Take, []))
        {
            IEnumerable<(string Name, object? Value)> values = Parameters(row.Record, row.Owner).Append((Owner ?? "", row.Owner));
            await using DbCommand command = Database.Command(connection, update, [.. values.Where(one => used.Contains(one.Name))]);
            await command.ExecuteNonQueryAsync();
        }
    }

    private StorageException Damaged(Exception? cause) => Database.Damaged($"a row of {Name} is not as it was written", cause);

    private long DigestOf(T record, string? owner) => RowDigest.Of(
        Parts.Where(part => Digested.Contains(part.Name)).Select(part => (part.Name, part.Get(record!))).Append((Owner ?? "", owner)));

    private string List(Func<string, string> item) =>
        string.Join(", ", Parts.Select(part => part.Name).Concat(Digested.Count > 0 ? [DigestColumn] : []).Select(item));

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

    /// <summary>A row.</summary>
    /// <param name="Record">Its record.</param>
    /// <param name="Owner">The id of its parent, where that is not the record's.</param>
    /// <param name="IsIntact">Whether it is as it was written.</param>
    public readonly record struct Taken(T Record, string? Owner, bool IsIntact);

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
