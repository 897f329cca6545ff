using static System.FormattableString;

namespace S2Grid.Experiments.Planning;

/// <summary>
/// Numbers the runs of a sweep without listing them: run <c>n</c> is decoded from the axes as a number of mixed radix, the repeat
/// being the fastest digit. Safe for use by several threads.
/// </summary>
public sealed class SweepPlan
{
    private readonly RunSet runs;
    private readonly RunBlock[] blocks;

    /// <summary>Plans runs that were checked.</summary>
    internal SweepPlan(RunSet runs)
    {
        this.runs = runs;
        blocks =
        [
            new RunBlock(runs.AxisValues, runs.Zip, runs.Exclude, new PlanBudget(PlanBudget.OfPlan)),
            .. runs.Include.Select(include => new RunBlock(runs.Complete(include), [], [], new PlanBudget(PlanBudget.OfPlan))),
        ];
        RunCount = RunBlock.MultiplyCapped(blocks.Aggregate(0L, (sum, block) => RunBlock.AddCapped(sum, block.Count)), runs.Repeats);
    }

    /// <summary>The number of runs, repeats included; <see cref="long.MaxValue"/> if it is larger than that.</summary>
    public long RunCount { get; }

    /// <summary>
    /// Upper estimate of the table memory of the largest run, in bytes: see <see cref="TableEstimate"/>.
    /// </summary>
    public long EstimatedTableBytes => (long)runs.Include.Select(runs.Complete).Prepend(runs.AxisValues).Max(EstimateBytes);

    /// <summary>The run with that number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such run.</exception>
    public PlannedRun this[long index]
    {
        get
        {
            if (index < 0 || index >= RunCount)
                throw new ArgumentOutOfRangeException(nameof(index), index, Invariant($"The sweep has runs 0 to {RunCount - 1}."));

            (long configuration, long repeat) = Math.DivRem(index, runs.Repeats);
            int block = 0;
            while (configuration >= blocks[block].Count)
                configuration -= blocks[block++].Count;

            return new PlannedRun(index, (int)repeat, new RunConfiguration(blocks[block].Decode(configuration), runs.Backend, runs.Kvm));
        }
    }

    /// <summary>Whether it plans these runs.</summary>
    internal bool IsOf(RunSet others) => ReferenceEquals(runs, others);

    private static ulong EstimateBytes(IReadOnlyList<IReadOnlyList<string>> values)
    {
        IEnumerable<T> Of<T>(Setting<T> axis) => values[axis.Index].Select(text => axis.Read(text).Value);
        ulong memory = Of(Axes.Memory).Max();
        ulong offset = Of(Axes.BaseOffset).Max();
        bool isWritten = Of(Axes.Scenario).Any(scenario => scenario != Scenario.Enable);
        PageSelection[] written = isWritten ? [.. Of(Axes.Dirty)] : [PageSelection.All];
        IEnumerable<ulong> estimates =
            from granule in Of(Axes.Granule)
            from bits in Of(Axes.IaBits)
            let tree = new Stage2Geometry(granule, RunConfiguration.AddressBits(bits, memory, offset))
            from pages in written
            select TableEstimate.Bytes(tree, memory, pages);
        return estimates.Max();
    }
}
