using System.Globalization;

namespace S2Grid.Deploy.Tests.Grafana;

/// <summary>What a panel's query must yield when a sweep was done and agents have measured.</summary>
/// <param name="Series">The fewest series; 0 for none at all.</param>
/// <param name="Low">The smallest value that is plausible.</param>
/// <param name="High">The largest.</param>
internal sealed record Expectation(int Series, double Low, double High)
{
    /// <summary>All of <c>expected-panels.txt</c>, by dashboard, panel and query.</summary>
    public static IReadOnlyDictionary<string, Expectation> ReadAll() => File
        .ReadAllLines(Path.Combine(ComposeTests.Deploy, "..", "tests", "Deploy", "Grafana", "expected-panels.txt"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(" | "))
        .ToDictionary(parts => parts[0],
            parts => new Expectation(int.Parse(parts[1], CultureInfo.InvariantCulture), Parse(parts[2]), Parse(parts[3])));

    private static double Parse(string number) => double.Parse(number, CultureInfo.InvariantCulture);
}
