using S2Grid.Experiments.Yaml;

namespace S2Grid.Experiments.Specification;

/// <summary>What a sweep with backend kvm may not ask for, because the machine decides it or KVM has no such thing.</summary>
internal static class KvmRules
{
    /// <summary>The most runs of a sweep that machines measure: each takes them seconds at least.</summary>
    internal const long MaxRuns = 100_000;

    /// <summary>Refuses axes that the machine decides, wherever the file names them.</summary>
    internal static void CheckNames(SpecMap file, ErrorList errors)
    {
        string[] sections = ["axes", "baseline", "include", "exclude"];
        foreach (SpecMap section in sections.SelectMany(key => SpecNode.ItemsOf(file[key])).OfType<SpecMap>())
        {
            foreach ((SpecScalar key, _) in section.Entries.Where(entry => IsRefused(entry.Key.Value)))
                errors.Add(key.Error($"{key.Value}: with backend kvm the machine decides this; leave it out.", key.Value));
        }

        if (file["published"] is { } published)
            errors.Add(published.Error("published: this is about simulated runs; with backend kvm times are measured. Leave it out."));
    }

    /// <summary>Refuses axes that the machine decides among those that a command line sets.</summary>
    internal static void CheckName(string axis, ErrorList errors)
    {
        if (IsRefused(axis))
            errors.Add(new SpecificationError(0, 0, axis, $"--set {axis}: with backend kvm the machine decides this; leave it out."));
    }

    /// <summary>Refuses chunks that the driver cannot set.</summary>
    internal static void CheckDriver(SweepSpecification specification, SpecificationPlaces places, ErrorList errors)
    {
        int chunks = Axes.Chunk.Index;
        IEnumerable<string> named =
            specification.Include.SelectMany(include => include.Values[chunks] ?? []).Union(specification.AxisValues[chunks]);
        if (specification.Kvm is { Driver: KvmDriver.Selftest } && named.FirstOrDefault(chunk => chunk != "0") is { } splitting)
        {
            errors.Add(places.Error(
                $"chunk {splitting}: dirty_log_perf_test cannot set the chunk, so it never splits eagerly; "
                + "use 'chunk: 0', or 'driver: harness'.",
                SpecificationPlaces.Value(SpecificationPlaces.Axes, "chunk", splitting)));
        }
    }

    /// <summary>
    /// The same sweep, with the baseline's values among those of its axes: what others are compared with is measured, too, if nobody
    /// asked for it. Not where an axis advances together with others.
    /// </summary>
    internal static SweepSpecification WithBaseline(SweepSpecification specification)
    {
        IReadOnlyList<string>[] values = [.. specification.AxisValues];
        for (int axis = 0; axis < values.Length; axis++)
        {
            if (specification.Baseline.Values[axis] is [var wanted]
                && !values[axis].Contains(wanted)
                && !specification.Zip.Any(group => group.Contains(axis)))
            {
                values[axis] = [.. values[axis], wanted];
            }
        }

        return specification with { AxisValues = values };
    }

    /// <summary>Whether the machine decides an axis, so that it may not be named; one that refuses values by itself may, for the value that
    /// it takes.</summary>
    private static bool IsRefused(string axis) => Axes.Find(axis) is { IsOfMachine: true, Refusal: null };
}
