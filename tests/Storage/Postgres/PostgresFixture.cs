using S2Grid.Support;

[assembly: AssemblyFixture(typeof(S2Grid.Storage.Tests.Postgres.PostgresFixture))]

namespace S2Grid.Storage.Tests.Postgres;

/// <summary>One server for all tests that need one; each takes a database of its own.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? server;

    /// <summary>The server; skips the test that asks where none can be started.</summary>
    public PostgresServer Server
    {
        get
        {
            Assert.SkipWhen(server is null, PostgresServer.WhyNot ?? "");
            return server!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (PostgresServer.WhyNot is null)
            server = await PostgresServer.CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
    }
}
