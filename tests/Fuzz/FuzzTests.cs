using System.Globalization;
using S2Grid.Fuzz.Tests.Targets;

namespace S2Grid.Fuzz.Tests;

/// <summary>Whatever comes from outside, the answer is one that is documented. <c>tests/Fuzz/fuzz</c> gives more inputs.</summary>
public sealed class FuzzTests
{
    private static readonly Dictionary<string, Func<FuzzTarget>> All = new()
    {
        ["sweep-file"] = () => new SweepFileTarget(),
        ["set"] = () => new SetTarget(),
        ["replay"] = () => new ReplayTarget(),
        ["cost-model"] = () => new CostModelTarget(),
        ["recording"] = () => new RecordingTarget(),
        ["trace"] = () => new TraceTarget(),
        ["where"] = () => new WhereTarget(),
        ["command-line"] = () => new CommandLineTarget(),
        ["segment"] = () => new SegmentTarget(),
        ["catalogue"] = () => new CatalogueTarget(),
        ["request"] = () => new RequestTarget(),
        ["agent-port"] = () => new AgentPortTarget(),
    };

    /// <summary>The targets' names; one alone where it is asked for.</summary>
    public static TheoryData<string> Names => [.. All.Keys.Where(name => (Asked("TARGET") ?? name) == name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Run_InputsOfASeed_LeadsToDocumentedAnswers(string name)
    {
        FuzzTarget target = All[name]();
        using var held = target as IDisposable;
        var fuzzer = new Fuzzer(target, (int)(Number("SEED") ?? 1), TimeSpan.FromSeconds(Number("PATIENCE") ?? 120));

        (string done, IReadOnlyCollection<string> findings) =
            await fuzzer.RunAsync(Number("FIRST") ?? 0, Number("INPUTS") ?? target.Quick);

        TestContext.Current.TestOutputHelper!.WriteLine(done);
        Assert.True(findings.Count == 0, $"{done}\n\n{string.Join("\n\n", findings)}");
    }

    private static long? Number(string variable) =>
        Asked(variable) is { } text ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    private static string? Asked(string variable) => Environment.GetEnvironmentVariable($"S2GRID_FUZZ_{variable}");
}
