using System.Diagnostics;
using System.IO.Compression;
using Npgsql;
using S2Grid.Cli.Tests.Clusters;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Support;

namespace S2Grid.Cli.Tests.OlderData;

/// <summary>
/// What clusters have stays theirs: the PostgreSQL database, catalogue and segments, that a silo of commit cec6165 left is read, resumed
/// and compared. <c>matrix-small</c> is done, and <c>half</c> was paused after 851 of 1,728 runs; beside the dump stands what that version
/// printed of each.
/// </summary>
public sealed class OlderCatalogueTests : IAsyncLifetime
{
    private static readonly string Kept = Path.Combine(AppContext.BaseDirectory, "OlderData");
    private static readonly string Postgres = Path.Combine(Kept, "postgres");

    private readonly CliHarness cli = new();
    private PostgresServer? server;
    private RemoteCluster? cluster;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (PostgresServer.WhyNot is not null)
            return;

        server = await PostgresServer.CreateAsync();
        string database = await server.CreateDatabaseAsync();
        await RestoreAsync(server, database);
        cluster = new RemoteCluster { With = usual => usual with { Data = null, Segments = null, Postgres = database } };
        await cluster.InitializeAsync();
    }

    [Fact]
    public async Task Results_HaveEveryFigureThatTheyHad_AndEqualTheSameSweepAnew()
    {
        Assert.SkipWhen(PostgresServer.WhyNot is not null, PostgresServer.WhyNot ?? "");

        // One of its strategies, rfc-naive, leaves blocks that mainline splits, which the exit code says today.
        ResultsCsv now = await TableAsync("results matrix-small", ExitCode.Failed);
        (await RunAsync("run matrix-small --name anew --quiet")).Exits(ExitCode.Failed);
        ResultsCsv compared = await TableAsync("compare matrix-small anew", ExitCode.Failed);

        ResultsCsv then = Printed("matrix-small");
        Assert.Equal(272, then.Rows.Count);
        now.HasAllOf(then);
        ILookup<string, string> values = compared["row"].Zip(compared["baseline"], compared["value"])
            .Where(line => line.First == "cell").ToLookup(line => line.Second, line => line.Third);
        Assert.NotEmpty(values["true"]);
        Assert.Equal(values["true"], values["false"]);
    }

    [Fact]
    public async Task Resume_HalfDoneSweep_DoesTheRestAndLeavesWhatIsDone()
    {
        Assert.SkipWhen(PostgresServer.WhyNot is not null, PostgresServer.WhyNot ?? "");
        File.Copy(Path.Combine(Kept, "half.yaml"), Path.Combine(cli.Folder, "half.yaml"));

        ResultsCsv before = await TableAsync("results half", ExitCode.Done);
        ResultsCsv all = await TableAsync("sweeps resume half --quiet", ExitCode.Done);
        ResultsCsv anew = await TableAsync("run half.yaml --name anew --quiet", ExitCode.Done);

        ResultsCsv then = Printed("half");
        Assert.Equal(851, then.Rows.Count);
        before.HasAllOf(then);
        Assert.Equal(1728, all.Rows.Count);
        all.HasAllOf(anew, but: ["wall_seconds", "reused_from"]);

        // The time that a run took on the host tells whether it was run again.
        all.Only(then["run"]).HasAllOf(then);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (cluster is not null)
            await cluster.DisposeAsync();

        if (server is not null)
            await server.DisposeAsync();

        cli.Dispose();
    }

    private static async Task RestoreAsync(PostgresServer server, string database)
    {
        var connection = new NpgsqlConnectionStringBuilder(database);
        var start = new ProcessStartInfo("psql", ["-q", "-v", "ON_ERROR_STOP=1", "-h", connection.Host!, "-U", PostgresServer.User])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["PGPORT"] = $"{server.Port}";
        start.Environment["PGPASSWORD"] = server.Password;
        start.Environment["PGDATABASE"] = connection.Database;
        using Process psql = Process.Start(start)!;
        await using (var dump = new GZipStream(File.OpenRead(Path.Combine(Postgres, "catalogue.sql.gz")), CompressionMode.Decompress))
            await dump.CopyToAsync(psql.StandardInput.BaseStream);

        psql.StandardInput.Close();
        await psql.StandardOutput.ReadToEndAsync();
        await psql.WaitForExitAsync();
        Assert.Equal(0, psql.ExitCode);
    }

    private static ResultsCsv Printed(string sweep)
    {
        using var text = new StreamReader(
            new GZipStream(File.OpenRead(Path.Combine(Postgres, sweep + ".csv.gz")), CompressionMode.Decompress));
        return ResultsCsv.Parse(text.ReadToEnd());
    }

    private async Task<ResultsCsv> TableAsync(string line, int exit) =>
        ResultsCsv.Parse((await RunAsync(line + " --format csv")).Exits(exit).Out);

    private Task<CliResult> RunAsync(string line) => cli.RunAsync($"{line} --cluster {cluster!.Address}");
}
