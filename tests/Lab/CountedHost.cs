using System.Globalization;
using System.Text.RegularExpressions;

namespace S2Grid.Lab.Tests;

/// <summary>An emulated host in which all <see cref="Cases"/> were run, one after the other, with the kernel's functions counted.</summary>
public sealed class CountedHost : IAsyncLifetime
{
    private const string Walker = "level=ctx->level:s8 visit=visit:u32 address=ctx->addr:u64";

    private readonly Dictionary<BenchCase, BenchReport> reports = [];
    private string said = "";

    /// <summary>A run of 8 MiB, whose memory is unmapped and whose VM is destroyed at its end. Callbacks are counted by kind (1 for leaves,
    /// 4 for tables that are left) and level; those of the unmap walker at the memory under test alone, which begins at 1 GiB.</summary>
    private static readonly string[] Teardown =
    [
        "cd /sys/kernel/tracing",
        $"echo 'p:lab/unmap stage2_unmap_walker {Walker}' > kprobe_events",
        $"echo 'p:lab/free stage2_free_walker {Walker}' >> kprobe_events",
        "echo 'p:lab/destroy kvm_pgtable_stage2_destroy' >> kprobe_events",
        "echo 'hist:keys=visit,level if address >= 0x40000000' > events/lab/unmap/trigger",
        "echo 'hist:keys=visit,level' > events/lab/free/trigger",
        "echo 1 > events/lab/enable",
        "s2grid-agent bench --scenario enable --backing thp --memory 8M --chunk 2M --dirty none > /dev/null",
        "echo 0 > events/lab/enable",
        "sed -n 's/^{/unmap/p' events/lab/unmap/hist",
        "sed -n 's/^{/free/p' events/lab/free/hist",
        "cat kprobe_profile",
    ];

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
        string commands = string.Join("; ", Cases.Select(one => $"{one.Command} && echo end of report"))
            + "; " + string.Join(" && ", Teardown);
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

    /// <summary>Callbacks of a walker while VMs were torn down.</summary>
    /// <param name="walker">unmap or free.</param>
    /// <param name="visit">1 for leaves, 4 for tables that are left.</param>
    /// <param name="level">The level of the entry.</param>
    internal long Callbacks(string walker, int visit, int level) =>
        Number(string.Create(CultureInfo.InvariantCulture, $@"{walker} visit: +{visit}, level: +{level} }} hitcount: +(\d+)"));

    /// <summary>How many VMs were destroyed.</summary>
    internal long Destroyed => Number(@"  destroy +(\d+)");

    /// <summary>The report of a case.</summary>
    internal BenchReport Report(BenchCase one) => reports[one];

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private long Number(string pattern) =>
        Regex.Match(said, pattern) is { Success: true } found ? long.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
}
