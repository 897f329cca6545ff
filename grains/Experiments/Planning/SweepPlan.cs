using System.Globalization;
using System.Numerics;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Mmu;

namespace S2Grid.Experiments.Planning;

/// <summary>
/// Numbers the runs of a sweep without listing them: run <c>n</c> is decoded from the axes as a number of mixed radix, the repeat
/// being the fastest digit. Safe for use by several threads.
/// </summary>
public sealed class SweepPlan
{
    private readonly SweepSpecification specification;
    private readonly RunBlock[] blocks;

    /// <summary>Plans a sweep that was checked.</summary>
    internal SweepPlan(SweepSpecification specification)
    {
        this.specification = specification;
        blocks =
        [
            new RunBlock(specification.AxisValues, specification.Zip, specification.Exclude, new PlanBudget(PlanBudget.OfPlan)),
            .. specification.Include.Select(include => new RunBlock(specification.Complete(include), [], [], new PlanBudget(PlanBudget.OfPlan))),
        ];
        RunCount = RunBlock.MultiplyCapped(blocks.Aggregate(0L, (sum, block) => RunBlock.AddCapped(sum, block.Count)), specification.Repeats);
    }

    /// <summary>The number of runs, repeats included; <see cref="long.MaxValue"/> if it is larger than that.</summary>
    public long RunCount { get; }

    /// <summary>
    /// Upper estimate of the table memory of the largest run, in bytes: see <see cref="TableEstimate"/>.
    /// </summary>
    public long EstimatedTableBytes =>
        (long)specification.Include.Select(specification.Complete).Prepend(specification.AxisValues).Max(EstimateBytes);

    /// <summary>The run with that number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such run.</exception>
    public PlannedRun this[long index]
    {
        get
        {
            if (index < 0 || index >= RunCount)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(index), index, string.Create(CultureInfo.InvariantCulture, $"The sweep has runs 0 to {RunCount - 1}."));
            }

            (long configuration, long repeat) = Math.DivRem(index, specification.Repeats);
            int block = 0;
            while (configuration >= blocks[block].Count)
            {
                configuration -= blocks[block++].Count;
            }

            return new PlannedRun(index, (int)repeat, ConfigurationReader.Read(blocks[block].Decode(configuration), specification.Backend, specification.Kvm));
        }
    }

    private static ulong EstimateBytes(IReadOnlyList<IReadOnlyList<string>> values)
    {
        IReadOnlyList<string> Of(string axis) => values[Axes.IndexOf(axis)];
        ulong memory = Of("memory").Max(Axes.Bytes);
        ulong offset = Of("base-offset").Max(Axes.Bytes);
        bool isWritten = Of("scenario").Any(scenario => scenario != "enable");
        PageSelection[] written = isWritten ? [.. Of("dirty").Select(ConfigurationReader.ReadDirty)] : [PageSelection.All];
        IEnumerable<ulong> estimates =
            from granule in Of("granule")
            from bits in Of("ia-bits")
            let tree = new Stage2Geometry(BitOperations.Log2(Axes.Bytes(granule)), ConfigurationReader.ReadIaBits(bits, memory, offset))
            from pages in written
            select TableEstimate.Bytes(tree, memory, pages);
        return estimates.Max();
    }
}
