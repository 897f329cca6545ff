using System.Globalization;
using System.Numerics;
using S2Grid.Mmu;

namespace S2Grid.Experiments;

/// <summary>
/// Numbers the runs of a sweep without listing them: run <c>n</c> is decoded from the axes as a number of mixed radix, the repeat
/// being the fastest digit. Safe for use by several threads.
/// </summary>
public sealed class SweepPlan
{
    /// <summary>Table memory is taken from the system in pieces, each as large as all before it, of these sizes in bytes.</summary>
    private const ulong SmallestPiece = 64 << 10;
    private const ulong LargestPiece = 4 << 20;

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
    /// Upper estimate of the table memory of the largest run, in bytes: a table for every block where random or strided writes leave
    /// nothing uniform, else the tables above them.
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

            return new PlannedRun(index, (int)repeat, ConfigurationReader.Read(blocks[block].Decode(configuration), specification.Backend));
        }
    }

    private static ulong EstimateBytes(IReadOnlyList<IReadOnlyList<string>> values)
    {
        IReadOnlyList<string> Of(string axis) => values[Axes.IndexOf(axis)];
        ulong memory = Of("memory").Max(Axes.Bytes);
        ulong offset = Of("base-offset").Max(Axes.Bytes);
        bool isScattered = Of("dirty").Any(dirty => dirty != "all") && Of("scenario").Any(scenario => scenario != "enable");
        IEnumerable<Stage2Geometry> trees =
            from granule in Of("granule")
            from bits in Of("ia-bits")
            select new Stage2Geometry(BitOperations.Log2(Axes.Bytes(granule)), ConfigurationReader.ReadIaBits(bits, memory, offset));
        return trees.Max(tree => EstimateBytes(tree, memory, isScattered));
    }

    private static ulong EstimateBytes(Stage2Geometry tree, ulong memory, bool isScattered)
    {
        ulong tables = (ulong)tree.RootPages;
        ulong bytes = SmallestPiece + (tables * tree.PageSize > SmallestPiece ? tables * tree.PageSize : 0);
        for (int level = tree.StartLevel + 1; level <= Stage2Geometry.LastLevel; level++)
        {
            bool isExpanded = level < Stage2Geometry.LastLevel || isScattered;

            // One more at each end of a slot that is not aligned, and one that is being built.
            tables += (isExpanded ? memory / tree.GranuleSize(level - 1) : 0) + 3;
        }

        while (bytes < tables * tree.PageSize)
        {
            bytes += Math.Min(bytes, LargestPiece);
        }

        return bytes;
    }
}
