
namespace S2Grid.Lab.Tests;

/// <summary>An emulated host in which all <see cref="Cases"/> were run, one after the other, with the kernel's functions counted.</summary>
public sealed class CountedHost : IAsyncLifetime
{
    private readonly Dictionary<BenchCase, BenchReport> reports = [];
    private string said = "";

    /// <summary>What is run there.</summary>
    public static IReadOnlyList<BenchCase> Cases { get; } =
    [
        new("enable", "4k", "64M", "2M", 1),
        new("enable", "thp", "64M", "2M", 1),
        new("enable", "thp", "64M", "1G", 1),
        new("clear", "4k", "64M", "2M", 1),
        new("clear", "thp", "64M", "2M", 1),
        new("clear", "4k", "8M", "2M", 2),
        new("clear", "thp", "8M", "1G", 2),
    ];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (StaticAgent.WhyNot is not null)
            return;
        string commands = string.Join("; ", Cases.Select(one => $"{one.Command} && echo end of report"));
        (int code,
            said) = await LabScripts.RunAsync("boot", "--agent", await StaticAgent.FileAsync(), "--timeout", "840", "--", "sh", "-c",
                commands);
        Assert.True(code == 0, said);
        string[] parts = said.Split("end of report");
        for (int i = 0; i < Cases.Count; i++)
        {
            int start = parts[i].IndexOf("{\n", StringComparison.Ordinal);
            Assert.True(start >= 0, said);
            reports.Add(Cases[i], new BenchReport(parts[i][start..]));
        }
    }

    /// <summary>The report of a case.</summary>
    internal BenchReport Report(BenchCase one) => reports[one];

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
