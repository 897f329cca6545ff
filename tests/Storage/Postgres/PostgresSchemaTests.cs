using Npgsql;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Postgres;

namespace S2Grid.Storage.Tests.Postgres;

/// <summary>How a database is opened, and refused.</summary>
public sealed class PostgresSchemaTests(PostgresFixture postgres) : IAsyncLifetime
{
    private string database = "";

    public async ValueTask InitializeAsync() => database = await postgres.Server.CreateDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        if (database.Length > 0)
            await postgres.Server.DropDatabaseAsync(database);
    }

    [Fact]
    public async Task OpenAsync_FourAtOnce_MigrateOnce()
    {
        using var barrier = new Barrier(4);

        SweepCatalogue[] catalogues = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            async () =>
            {
                barrier.SignalAndWait(TestContext.Current.CancellationToken);
                return (SweepCatalogue)await PostgresCatalogue.OpenAsync(database);
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));
        foreach (SweepCatalogue catalogue in catalogues)
        {
            Assert.Empty(await catalogue.List());
            await catalogue.DisposeAsync();
        }

        Assert.Equal(true,
            await PostgresSql.ScalarAsync(database, "SELECT COUNT(*) = MAX(version) AND MIN(version) = 1 FROM s2grid.versions"));
    }

    [Fact]
    public async Task OpenAsync_WhileAnotherMigrates_WaitsForIt()
    {
        const int SchemaLock = 0x53324772;
        const string Waiting =
            """
            SELECT COUNT(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
            WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()
            """;
        await using var other = new NpgsqlConnection(database);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await PostgresSql.ExecuteAsync(other, $"SELECT pg_advisory_lock({SchemaLock})");

        Task<PostgresCatalogue> opening = PostgresCatalogue.OpenAsync(database);
        while ((long)(await PostgresSql.ScalarAsync(other, Waiting))! == 0)
            Assert.False(opening.IsCompleted, "It does not wait for the advisory lock.");
        await PostgresSql.ExecuteAsync(other, $"SELECT pg_advisory_unlock({SchemaLock})");

        await (await opening).DisposeAsync();
    }

    [Fact]
    public async Task OpenAsync_TablesThatAreThere_KeepsWhatIsInThem()
    {
        await using (PostgresCatalogue first = await PostgresCatalogue.OpenAsync(database))
            await PostgresSql.ExecuteAsync(database, "UPDATE s2grid.versions SET since = '2000-01-01Z'");

        await using PostgresSegments second = await PostgresSegments.OpenAsync(database);

        Assert.Equal(0L, await PostgresSql.ScalarAsync(database, "SELECT COUNT(*) FROM s2grid.versions WHERE since > '2000-01-01Z'"));
    }

    [Fact]
    public async Task OpenAsync_NewerVersion_IsRefusedAndLeftAlone()
    {
        await (await PostgresCatalogue.OpenAsync(database)).DisposeAsync();
        await PostgresSql.ExecuteAsync(database, "INSERT INTO s2grid.versions (version) VALUES (99)");

        StorageException error = await Assert.ThrowsAsync<StorageException>(() => PostgresSegments.OpenAsync(database));

        Assert.Contains("version 99, which a newer s2grid made", error.Message, StringComparison.Ordinal);
        Assert.Contains(new NpgsqlConnectionStringBuilder(database).Database!, error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
        Assert.Equal(99, await PostgresSql.ScalarAsync(database, "SELECT MAX(version) FROM s2grid.versions"));
    }

    [Theory]
    [InlineData("CREATE SCHEMA s2grid; CREATE TABLE s2grid.sweeps (id integer)")]
    [InlineData("CREATE SCHEMA s2grid; CREATE TABLE s2grid.versions AS SELECT 1 AS version")]
    public async Task OpenAsync_SomeoneElsesSchema_IsRefused(string sql)
    {
        await PostgresSql.ExecuteAsync(database, sql);

        StorageException error = await Assert.ThrowsAsync<StorageException>(() => PostgresCatalogue.OpenAsync(database));

        Assert.Contains("a schema s2grid that was not made by s2grid", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
        Assert.Equal(1L,
            await PostgresSql.ScalarAsync(database, "SELECT COUNT(*) FROM pg_class WHERE relnamespace = 's2grid'::regnamespace"));
    }

    [Theory]
    [InlineData("CREATE TABLE public.sweeps (id integer)")]
    [InlineData("CREATE SCHEMA s2grid")]
    public async Task OpenAsync_DatabaseWithRoomForTheSchema_MakesTheTables(string sql)
    {
        await PostgresSql.ExecuteAsync(database, sql);

        await using PostgresCatalogue catalogue = await PostgresCatalogue.OpenAsync(database);

        Assert.Empty(await catalogue.List());
    }

    [Fact]
    public async Task OpenAsync_UserWhoMayNotMakeASchema_IsToldWhatIsMissing()
    {
        string role = "role_" + Guid.NewGuid().ToString("N");
        await PostgresSql.ExecuteAsync(database, $"CREATE ROLE {role} LOGIN PASSWORD 'pw'");
        string connectionString = With(settings => (settings.Username, settings.Password) = (role, "pw"));

        StorageException error = await Assert.ThrowsAsync<StorageException>(() => PostgresCatalogue.OpenAsync(connectionString));

        Assert.Contains("permission denied", error.Message, StringComparison.Ordinal);
        Assert.Contains("allowed to create the schema s2grid", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
        await PostgresSql.ExecuteAsync(database, $"CREATE SCHEMA s2grid AUTHORIZATION {role}");
        await (await PostgresCatalogue.OpenAsync(connectionString)).DisposeAsync();
        await PostgresSql.ExecuteAsync(database, $"DROP OWNED BY {role}; DROP ROLE {role}");
    }

    [Fact]
    public async Task OpenAsync_WrongPassword_IsToldWithoutIt()
    {
        string connectionString = With(settings => settings.Password = "hush-hush");

        StorageException error = await Assert.ThrowsAsync<StorageException>(() => PostgresCatalogue.OpenAsync(connectionString));

        Assert.Contains("password authentication failed", error.Message, StringComparison.Ordinal);
        Assert.Contains("Check the Username and the Password", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
        Assert.DoesNotContain("hush-hush", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_NoSuchDatabase_IsToldByName()
    {
        string connectionString = With(settings => settings.Database = "no_such_database");

        StorageException error = await Assert.ThrowsAsync<StorageException>(() => PostgresCatalogue.OpenAsync(connectionString));

        Assert.Contains("\"no_such_database\" does not exist", error.Message, StringComparison.Ordinal);
        Assert.Contains("Create the database first", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
        Assert.DoesNotContain(postgres.Server.Password, error.ToString(), StringComparison.Ordinal);
    }

    private string With(Action<NpgsqlConnectionStringBuilder> change)
    {
        var settings = new NpgsqlConnectionStringBuilder(database);
        change(settings);
        return settings.ToString();
    }
}
