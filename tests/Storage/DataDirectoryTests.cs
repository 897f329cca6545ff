namespace S2Grid.Storage.Tests;

public sealed class DataDirectoryTests
{
    [Theory]
    [InlineData("/given", "/own", "/shared", "/given")]
    [InlineData(null, "/own", "/shared", "/own")]
    [InlineData(null, null, "/shared", "/shared/s2grid")]
    [InlineData("", "", "", "/home/me/.local/share/s2grid")]
    [InlineData(null, null, "relative", "/home/me/.local/share/s2grid")]
    public void Resolve_WhatIsSet_DecidesInOrder(string? given, string? own, string? shared, string expected)
    {
        var variables = new Dictionary<string, string?> { ["S2GRID_DATA"] = own, ["XDG_DATA_HOME"] = shared, ["HOME"] = "/home/me" };

        Assert.Equal(expected, DataDirectory.Resolve(given, variables.GetValueOrDefault).Path);
    }
}
