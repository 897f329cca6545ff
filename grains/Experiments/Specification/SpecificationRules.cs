using System.Globalization;
using S2Grid.Mmu;

namespace S2Grid.Experiments;

/// <summary>What must hold between the values of a sweep. Pairs are checked value by value; no run is listed.</summary>
internal static class SpecificationRules
{
    internal static void Check(
        SweepSpecification specification, Func<string, string, (int Line, int Column)> placeOf, List<SpecificationError> errors)
    {
        CheckZip(specification, errors);
        if (errors.Count > 0)
        {
            return;
        }

        var checker = new PairChecker(specification, placeOf, errors);
        checker.Check("backing", "granule", (backing, granule) => backing is "hugetlb-2m" or "hugetlb-1g" && granule != "4K"
            ? $"backing {backing} does not exist with a granule of {granule}; exclude the pair, or use thp, which means the granule's level-2 block"
            : null);
        checker.Check("memory", "granule", (memory, granule) => NotMultiple("memory", memory, granule));
        checker.Check("base-offset", "granule", (offset, granule) => NotMultiple("base-offset", offset, granule));
        checker.Check("chunk", "granule", (chunk, granule) => ByteSize.TryParse(chunk, out ulong bytes) && bytes != 0 && bytes < Axes.Bytes(granule)
            ? $"chunk {chunk} is smaller than a page of {granule}"
            : null);
        checker.Check("memory", "ia-bits", TooLarge);
        checker.Check("memory", "base-offset", (memory, offset) =>
            VmConfiguration.DefaultBase + Axes.Bytes(memory) + Axes.Bytes(offset) > 1UL << Stage2Geometry.MaxIaBits
                ? $"memory {memory} at offset {offset} ends beyond 2^{Stage2Geometry.MaxIaBits}"
                : null);
        CheckCount(specification, errors);
    }

    private static string? NotMultiple(string what, string size, string granule) =>
        Axes.Bytes(size) % Axes.Bytes(granule) == 0 ? null : $"{what} {size} is no multiple of a page of {granule}";

    private static string? TooLarge(string memory, string bits)
    {
        ulong end = VmConfiguration.DefaultBase + Axes.Bytes(memory);
        int limit = bits == "auto" ? Stage2Geometry.MaxIaBits : int.Parse(bits, CultureInfo.InvariantCulture);
        return end <= 1UL << limit ? null : $"memory {memory}, which starts at 1G, ends beyond 2^{limit}; use 'ia-bits: auto' or smaller memory";
    }

    private static void CheckZip(SweepSpecification specification, List<SpecificationError> errors)
    {
        foreach (IReadOnlyList<int> group in specification.Zip)
        {
            if (group.Select(axis => specification.AxisValues[axis].Count).Distinct().Count() > 1)
            {
                string counts = string.Join(", ", group.Select(axis => string.Create(
                    CultureInfo.InvariantCulture, $"{Axes.All[axis].Name} has {specification.AxisValues[axis].Count}")));
                errors.Add(new SpecificationError(0, 0, "", $"zip: axes that advance together need equally many values, but {counts}."));
            }
        }
    }

    private static void CheckCount(SweepSpecification specification, List<SpecificationError> errors)
    {
        long runs;
        try
        {
            runs = specification.Plan.RunCount;
        }
        catch (InvalidOperationException tooComplex)
        {
            errors.Add(new SpecificationError(0, 0, "", tooComplex.Message));
            return;
        }

        if (runs == 0)
        {
            errors.Add(new SpecificationError(0, 0, "", "The exclusions leave no run."));
        }
        else if (runs > SweepSpecification.MostRuns)
        {
            string count = runs == long.MaxValue ? "more than 9 x 10^18" : runs.ToString("N0", CultureInfo.InvariantCulture);
            errors.Add(new SpecificationError(0, 0, "", $"The sweep has {count} runs; at most 10^9 are accepted."));
        }
    }

    /// <summary>Finds pairs of values that do not go together in any run that is not excluded.</summary>
    private sealed class PairChecker(
        SweepSpecification specification, Func<string, string, (int Line, int Column)> placeOf, List<SpecificationError> errors)
    {
        internal void Check(string first, string second, Func<string, string, string?> fault)
        {
            (int a, int b) = (Axes.IndexOf(first), Axes.IndexOf(second));
            CheckBlock(specification.AxisValues, specification.Zip, specification.Exclude);
            foreach (AxisPattern include in specification.Include)
            {
                CheckBlock([.. include.Values.Select((given, i) => given ?? [specification.AxisValues[i][0]])], [], []);
            }

            void CheckBlock(IReadOnlyList<IReadOnlyList<string>> values, IReadOnlyList<IReadOnlyList<int>> zip, IReadOnlyList<AxisPattern> exclude)
            {
                foreach (string one in values[a])
                {
                    foreach (string other in values[b])
                    {
                        if (fault(one, other) is { } sentence && Occurs(values, zip, exclude, (a, one), (b, other)))
                        {
                            (int line, int column) = placeOf(first, one);
                            errors.Add(new SpecificationError(line, column, one, sentence + "."));
                        }
                    }
                }
            }
        }

        /// <summary>Whether any run has both values: the runs that are left when everything else is excluded.</summary>
        private static bool Occurs(
            IReadOnlyList<IReadOnlyList<string>> values,
            IReadOnlyList<IReadOnlyList<int>> zip,
            IReadOnlyList<AxisPattern> exclude,
            params ReadOnlySpan<(int Axis, string Value)> wanted)
        {
            var rest = new List<AxisPattern>(exclude);
            foreach ((int axis, string value) in wanted)
            {
                var others = new IReadOnlyList<string>?[values.Count];
                others[axis] = [.. values[axis].Where(v => v != value)];
                rest.Add(new AxisPattern(others));
            }

            return rest.Count > RunBlock.MostPatterns || new RunBlock(values, zip, rest).Count > 0;
        }
    }
}
