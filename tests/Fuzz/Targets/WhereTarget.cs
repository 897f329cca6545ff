using System.Text;
using S2Grid.Common;
using S2Grid.Storage.Reading;
using S2Grid.Storage.Tests;

namespace S2Grid.Fuzz.Tests.Targets;

/// <summary>A condition on stored results.</summary>
internal sealed class WhereTarget : FuzzTarget, IDisposable
{
    private const int Runs = 16;

    private static readonly string[] Conditions =
    [
        "strategy = 'rfc'", "split.reads.3 > 0 and backing = 'thp'", "memory_bytes >= 8M", "memory = '4M' -- and a comment",
        "tlbi-range = 'true' AND Strategy in ('rfc')", "repeat = 1 or \"split.walks\" < 0", "not (error is null)", "run between 2 and 7",
        "lower(strategy) like 'r%'", "case when run % 2 = 0 then true else false end", "wall_seconds * 2 > 1e-3", "/* x */ run = 1",
        "run in (select 1)", "strategy[1] = 'r'", "cast(memory_bytes as varchar) ~ '^4'", "[x for x in [run] if x > 1] = [2]",
        "$$a$$ = 'a'",
    ];

    private static readonly string[] Signs = ["(", ")", "'", "''", "=", "<>", ";", "--", "/*", "*/"];

    private readonly StoredSweep sweep = new();
    private readonly SegmentReader reader;

    public WhereTarget()
        : base("where", 20)
    {
        sweep.StoreDone(0, Runs).Wait();
        reader = sweep.Read();
        Words = [.. Vocabulary.OfSweeps, .. reader.Columns.Select(column => column.Name), .. Vocabulary.In(Corpus), .. Signs];
    }

    public override IReadOnlyList<byte[]> Corpus { get; } = Of(Conditions);

    public override IReadOnlyList<string> Words { get; }

    public override Task RunAsync(byte[] input)
    {
        string where = Encoding.UTF8.GetString(input);
        try
        {
            long count = reader.Count(where);
            Require(reader.Query(where, ["run", "strategy"]).Rows.Count() == count, "as many rows as are counted");
        }
        catch (RefusedException e)
        {
            Require(e.Kind == RefusalKind.Condition && e.Message.Length > 0, $"a refusal of the condition: {e}");
        }

        Require(reader.Count(null) == Runs, "results that are there afterwards");
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        reader.Dispose();
        sweep.Dispose();
    }
}
