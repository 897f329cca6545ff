using Microsoft.Data.Sqlite;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Reading;
using S2Grid.Storage.Sqlite;

namespace S2Grid.Storage.Tests.Catalogue;

/// <summary>What runs, their identities and results follow from is never read from a catalogue in which it was changed.</summary>
public sealed class DamagedCatalogueTests : IDisposable
{
    private const int Seed = 19;
    private const int Flips = 300;
    private const string Holder = "holder";

    /// <summary>Columns that change one by one.</summary>
    private static readonly HashSet<string> Unchecked =
    [
        "sweeps.name", "sweeps.phase", "sweeps.fault", "sweeps.started_at", "sweeps.done_at_start", "sweeps.ended_at", "sweeps.replaces",
        "sweeps.weight", "sweeps.priority", "sweeps.parallelism", "sweeps.fail_fast", "sweeps.asked", "sweeps.epoch",
        "leases.silo", "leases.number", "leases.hand", "agent_tokens.used_by",
        "requests.holder", "requests.signs", "requests.again", "requests.answer",
    ];

    private static readonly string[] Digested = ["sweeps", "batches", "leases", "agents", "agent_tokens", "agent_runs", "requests"];

    private readonly StoredSweep sweep = new();

    /// <summary>The columns of all tables, without those that are not checked.</summary>
    public static TheoryData<string, string> Columns
    {
        get
        {
            using var made = new StoredSweep();
            using var connection = new SqliteConnection($"Data Source={made.CatalogueFile};Pooling=False");
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText =
                """
                SELECT made.name, held.name FROM sqlite_master AS made JOIN pragma_table_info(made.name) AS held
                WHERE made.type = 'table'
                """;
            using SqliteDataReader reader = command.ExecuteReader();
            var columns = new TheoryData<string, string>();
            while (reader.Read())
            {
                if (!Unchecked.Contains($"{reader.GetString(0)}.{reader.GetString(1)}"))
                    columns.Add(reader.GetString(0), reader.GetString(1));
            }

            return columns;
        }
    }

    public void Dispose() => sweep.Dispose();

    [Fact]
    public async Task Read_AnyBitFlipped_GivesWhatWasStoredOrASentence()
    {
        await sweep.StoreDone(0, 2);
        await sweep.StoreDone(2, 2);
        await sweep.Catalogue.DisposeAsync();
        byte[] content = await File.ReadAllBytesAsync(sweep.CatalogueFile, TestContext.Current.CancellationToken);
        string expected = await FiguresAsync();
        var random = new Random(Seed);
        int refused = 0;

        for (int flip = 0; flip < Flips; flip++)
        {
            byte[] flipped = [.. content];
            int at = random.Next(flipped.Length);
            flipped[at] ^= (byte)(1 << random.Next(8));
            SqliteConnection.ClearAllPools();
            foreach (string beside in (string[])["-wal", "-shm"])
                File.Delete(sweep.CatalogueFile + beside);
            await File.WriteAllBytesAsync(sweep.CatalogueFile, flipped, TestContext.Current.CancellationToken);
            try
            {
                Assert.Equal(expected, await FiguresAsync());
            }
            catch (StorageException e)
            {
                Assert.Contains(sweep.CatalogueFile, e.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, 1, Flips - 1);
    }

    [Theory]
    [InlineData("count = 1")]
    [InlineData("failed = 1")]
    [InlineData("reused = 2")]
    [InlineData("file = replace(file, 'a', 'b')")]
    [InlineData("bytes = bytes + 1")]
    [InlineData("attempts = 2")]
    public async Task Read_BatchThatWasChanged_IsRefusedUntilTheSweepIsResumed(string change)
    {
        BatchRecord first = await sweep.StoreDone(0, 2);
        BatchRecord second = await sweep.StoreDone(2, 2);
        Damage($"UPDATE batches SET {change} WHERE first = 2");

        StorageException error = Assert.Throws<StorageException>(() => sweep.Read());

        Assert.Contains("catalogue.db is damaged: what it says of a batch", error.Message, StringComparison.Ordinal);
        Assert.Contains("sweeps resume", error.Message, StringComparison.Ordinal);
        Assert.Equal((2, true), (await sweep.Catalogue.Counts(StoredSweep.Id)) is var counts ? (counts.Done, counts.IsDamaged) : default);
        await sweep.Recover();
        Assert.Equal([first, second], await sweep.Catalogue.Batches(StoredSweep.Id));
    }

    [Fact]
    public async Task Find_SweepThatWasChanged_SaysWhatIsDamaged()
    {
        Damage("UPDATE sweeps SET total_runs = total_runs + 1");

        StorageException error = await Assert.ThrowsAsync<StorageException>(() => sweep.Catalogue.FindByName("stored"));

        Assert.Contains("catalogue.db is damaged: a row of sweeps is not as it was written", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Every value that is kept is either checked or named among those that are not.</summary>
    [Theory]
    [MemberData(nameof(Columns))]
    public async Task Read_OneValueChanged_IsNeverTold(string table, string column)
    {
        await sweep.StoreDone(0, 2);
        await sweep.Catalogue.PutLease(StoredSweep.Id, sweep.Epoch, new LeaseRecord(4, 2, "silo", 1) { Number = 7, Worker = "silo/0" });
        await sweep.Catalogue.Agents.AddToken(new TokenRecord("token", "{}", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, null));
        await PutAgentAsync();
        await sweep.Catalogue.Requests.Take(Request(), DateTimeOffset.UnixEpoch);
        string[] before = [.. await ToldAsync()];
        Damage($"""
            PRAGMA foreign_keys = OFF;
            UPDATE {table} SET {column} = CASE typeof({column}) WHEN 'integer' THEN {column} + 1 WHEN 'text' THEN {column} || '1' ELSE 1 END
            """);

        try
        {
            string[] after = [.. await ToldAsync()];
            Assert.NotEqual(before, after);
            Assert.Subset(new HashSet<string>(before), new HashSet<string>(after));
        }
        catch (StorageException e)
        {
            Assert.Contains("damaged", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Open_CatalogueOfBeforeDigests_GivesItsRowsTheirs()
    {
        BatchRecord batch = await sweep.StoreDone(0, 2);
        await sweep.Catalogue.PutLease(StoredSweep.Id, sweep.Epoch, new LeaseRecord(4, 2, "silo", 1));
        await sweep.Catalogue.Agents.AddToken(new TokenRecord("token", "{}", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, null));
        await PutAgentAsync();
        await sweep.Catalogue.Requests.Take(Request(), DateTimeOffset.UnixEpoch);
        SweepRecord record = (await sweep.Catalogue.Find(StoredSweep.Id))!;
        await sweep.Catalogue.DisposeAsync();
        object? digests = Digests();
        Damage(string.Concat(from table in Digested select $"ALTER TABLE {table} DROP COLUMN digest; ") + "PRAGMA user_version = 5");

        await using (SqliteCatalogue again = Reopen())
        {
            Assert.Equal([batch], await again.Batches(StoredSweep.Id));
            Assert.Equal(record, await again.Find(StoredSweep.Id));
        }

        Assert.Equal(digests, Digests());
    }

    [Fact]
    public async Task Read_RowThatASiloChangedThatKnowsNoDigests_IsReadAsItIsUntilItIsWrittenAnew()
    {
        BatchRecord batch = await sweep.StoreDone(0, 2);
        await PutAgentAsync();
        Execute("UPDATE batches SET attempts = 2; UPDATE agents SET done_runs = 3");

        Assert.Equal([batch with { Attempts = 2 }], await sweep.Catalogue.Batches(StoredSweep.Id));
        AgentRecord agent = (await sweep.Catalogue.Agents.Find("agent"))!;
        Assert.Equal(3, agent.DoneRuns);
        await sweep.Catalogue.Agents.Put(agent with { DoneRuns = 4 });
        Damage("UPDATE agents SET done_runs = 5");
        await Assert.ThrowsAsync<StorageException>(() => sweep.Catalogue.Agents.Find("agent"));
    }

    private async Task PutAgentAsync()
    {
        await sweep.Catalogue.Agents.Put(new AgentRecord
        {
            Id = "agent",
            Name = "altra1",
            PublicKey = [1, 2, 3],
            CredentialHash = "hash",
            Labels = "{}",
            Machine = "{}",
            RegisteredAt = DateTimeOffset.UnixEpoch,
        });
        await sweep.Catalogue.Agents.PutRun(new AgentRunRecord
        {
            AgentId = "agent",
            SweepId = StoredSweep.Id,
            SweepName = "stored",
            Lease = 7,
            Run = 4,
            Attempt = 1,
            Kernel = "6.12",
            StartedAt = DateTimeOffset.UnixEpoch,
            Outcome = "done",
        });
    }

    private SqliteCatalogue Reopen() => SqliteCatalogue.Open(new DataDirectory(Path.GetDirectoryName(sweep.CatalogueFile)!));

    private async Task<string> FiguresAsync()
    {
        await using SqliteCatalogue catalogue = Reopen();
        SweepRecord record = (await catalogue.FindByName("stored"))!;
        using SegmentReader reader =
            await SegmentReader.OpenAsync(catalogue, sweep.Store, record.Id, sweep.Plan, TestContext.Current.CancellationToken);
        IEnumerable<string> rows = reader.Query(null).Rows.Select(row => string.Join(' ', row));
        return $"{record.SpecificationText} {record.Overrides} {record.Repeats} {record.SpecificationHash} {record.EngineVersion} "
            + $"{record.TotalRuns} {record.CreatedAt} {await catalogue.Counts(record.Id)}\n{string.Join('\n', rows)}";
    }

    /// <summary>What the catalogue tells, a row a line, without what is not checked.</summary>
    private async Task<List<string>> ToldAsync()
    {
        var told = new List<string>();
        foreach (SweepRecord one in await sweep.Catalogue.List())
        {
            told.Add($"{one.Id} {one.SpecificationText} {one.FileName} {one.Overrides} {one.Repeats} {one.SpecificationHash} "
                + $"{one.EngineVersion} {one.TotalRuns} {one.CreatedAt:O}");
        }

        told.AddRange((await sweep.Catalogue.Batches(StoredSweep.Id)).Select(batch => batch.ToString()));
        told.AddRange((await sweep.Catalogue.Leases(StoredSweep.Id)).Select(lease => lease.ToString()));
        if (await sweep.Catalogue.Agents.FindToken("token") is { } token)
            told.Add(token.ToString());
        foreach (AgentRecord agent in await sweep.Catalogue.Agents.List())
            told.Add($"{agent with { PublicKey = [] }} {Convert.ToHexString(agent.PublicKey)}");
        told.AddRange((await sweep.Catalogue.Agents.Runs("agent", 10)).Select(run => run.ToString()));
        told.AddRange((await sweep.Catalogue.Agents.RunsOf(StoredSweep.Id)).Select(run => run.ToString()));
        if (await sweep.Catalogue.Requests.Take(Request("another"), DateTimeOffset.UnixEpoch) is { Holder: Holder } request)
            told.Add(request.ToString());
        return told;
    }

    private static RequestRecord Request(string holder = Holder) =>
        new("hash", "request", DateTimeOffset.UnixEpoch.AddDays(1), holder);

    private object? Digests() => Execute("SELECT group_concat(digest) FROM ("
        + string.Join(" UNION ALL ", from table in Digested select $"SELECT digest FROM {table}") + ")");

    /// <summary>Changes what is stored as no program would.</summary>
    private void Damage(string sql) => Execute(string.Concat(from table in Digested select $"DROP TRIGGER unseal_{table}; ") + sql);

    private object? Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={sweep.CatalogueFile};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a constant of these tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
