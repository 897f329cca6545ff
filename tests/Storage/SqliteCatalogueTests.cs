namespace S2Grid.Storage.Tests;

public sealed class SqliteCatalogueTests : CatalogueTests
{
    private readonly TemporaryData data = new();

    protected override Task PrepareAsync() => Task.CompletedTask;

    protected override Task<ICatalogue> OpenAsync() => Task.FromResult<ICatalogue>(SqliteCatalogue.Open(data.Directory));

    protected override Task CleanUpAsync()
    {
        data.Dispose();
        return Task.CompletedTask;
    }
}
