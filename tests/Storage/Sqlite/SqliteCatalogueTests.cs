using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Sqlite;
using S2Grid.Storage.Tests.Catalogue;

namespace S2Grid.Storage.Tests.Sqlite;

public sealed class SqliteCatalogueTests : CatalogueTests
{
    private readonly TemporaryData data = new();

    protected override Task PrepareAsync() => Task.CompletedTask;

    protected override Task<SweepCatalogue> OpenAsync() => Task.FromResult<SweepCatalogue>(SqliteCatalogue.Open(data.Directory));

    protected override Task CleanUpAsync()
    {
        data.Dispose();
        return Task.CompletedTask;
    }
}
