using S2Grid.Grains.Telemetry;

namespace S2Grid.Grains.Tests.Telemetry;

public sealed class MetricsSnapshotTests
{
    [Fact]
    public void Keep_WhatIsGoneElsewhere_IsShownNoLonger()
    {
        var shown = new MetricsSnapshot<string>(_ => false);
        shown.Set("deleted", "a, done");
        shown.Set("successor", "a, running");

        shown.Keep(["successor", "not begun"]);

        Assert.Equal(["a, running"], shown.Read());
    }
}
