using System.Globalization;

namespace S2Grid.Experiments;

/// <summary>
/// Numbers the runs of a sweep without listing them: run <c>n</c> is decoded from the axes as a number of mixed radix, the repeat
/// being the fastest digit.
/// </summary>
public sealed class SweepPlan
{
    private readonly SweepSpecification specification;
    private readonly List<RunBlock> blocks = [];
    private readonly long configurations;

    /// <summary>Plans a sweep that was checked.</summary>
    public SweepPlan(SweepSpecification specification)
    {
        this.specification = specification;
        blocks.Add(new RunBlock(specification.AxisValues, specification.Zip, specification.Exclude));
        foreach (AxisPattern include in specification.Include)
        {
            IReadOnlyList<string>[] values = [.. include.Values.Select((given, i) => given ?? [specification.AxisValues[i][0]])];
            blocks.Add(new RunBlock(values, [], []));
        }

        configurations = blocks.Aggregate(0L, (sum, block) => RunBlock.AddCapped(sum, block.Count));
        RunCount = RunBlock.MultiplyCapped(configurations, specification.Repeats);
    }

    /// <summary>The number of runs, repeats included; <see cref="long.MaxValue"/> if it is larger than that.</summary>
    public long RunCount { get; }

    /// <summary>
    /// Upper estimate of the table memory of the largest run, in bytes: what random or strided writes expand, else what a tree of
    /// uniform subtrees takes.
    /// </summary>
    public long EstimatedTableBytes
    {
        get
        {
            int axis = Axes.IndexOf("memory");
            ulong memory = specification.AxisValues[axis]
                .Concat(specification.Include.SelectMany(pattern => pattern.Values[axis] ?? []))
                .Max(Axes.Bytes);
            bool scattered = specification.AxisValues[Axes.IndexOf("dirty")].Any(value => value != "all");
            ulong pages = memory / 4096;

            // A table page of 512 entries for every 512 pages (scattered writes) or for every 512 blocks (uniform pages below).
            return (long)(((scattered ? pages / 512 : 0) + (pages / 512 / 512) + 16) * 4096);
        }
    }

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
            foreach (RunBlock block in blocks)
            {
                if (configuration < block.Count)
                {
                    return new PlannedRun(index, (int)repeat, ConfigurationReader.Read(block.Decode(configuration), specification.Backend));
                }

                configuration -= block.Count;
            }

            throw new InvalidOperationException("The blocks of a plan hold fewer runs than they count.");
        }
    }
}
