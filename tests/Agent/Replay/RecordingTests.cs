using S2Grid.Agent.Replay;

namespace S2Grid.Agent.Tests.Replay;

/// <summary>A recording that was edited, or damaged on its way, is refused before an agent takes runs with it.</summary>
public sealed class RecordingTests
{
    private const string Right =
        """
        [{"agent": "lab1", "state": "succeeded", "kernel": "6.12", "kernel_page_bytes": 4096, "chunk": "2M", "samples": "[]",
        "surroundings": "{\"before\": {}, \"after\": {}}", "disturbed": "[]", "dirty-1.hits": "{\"f\": 1}"}]
        """;

    [Fact]
    public void Read_RightOne_SaysWhatItHas() =>
        Assert.Equal("Plays back 1 runs recorded on lab1.", Recording.Read("r.json", Right).Description);

    [Theory]
    [InlineData("\"samples\": \"[]\"", "\"samples\": \"[\"", "'samples' of measured run 1: ")]
    [InlineData("\"samples\": \"[]\"", "\"samples\": \"null\"", "'samples' of measured run 1: it is null")]
    [InlineData("\"samples\": \"[]\"", "\"samples\": \"[null]\"", "'samples' of measured run 1: ")]
    [InlineData("\"samples\": \"[]\", ", "", "'samples' of measured run 1: ")]
    [InlineData("\"disturbed\": \"[]\"", "\"disturbed\": \"[null]\"", "'disturbed' of measured run 1: ")]
    [InlineData("{\\\"before\\\": {}, ", "{", "'surroundings' of measured run 1: ")]
    [InlineData("\\\"f\\\": 1", "\\\"f\\\": 1.5", "'dirty-1.hits' of measured run 1: ")]
    [InlineData("4096", "4096.5", "'kernel_page_bytes' of measured run 1 is no number of bytes")]
    [InlineData("\"kernel_page_bytes\": 4096, ", "", "'kernel_page_bytes' of measured run 1 is no number of bytes")]
    [InlineData("\"2M\"", "\"\\ud800\"", "r.json is not a recording")]
    public void Read_PartThatIsNoReports_NamesItAndItsRun(string part, string changed, string expected)
    {
        Assert.Contains(part, Right.Replace('\n', ' '), StringComparison.Ordinal);

        AgentException error = Assert.Throws<AgentException>(
            () => Recording.Read("r.json", Right.Replace('\n', ' ').Replace(part, changed, StringComparison.Ordinal)));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("Make one with 's2grid results SWEEP --format json'", error.Message, StringComparison.Ordinal);
    }
}
