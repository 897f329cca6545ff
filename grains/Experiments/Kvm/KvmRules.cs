using System.Globalization;
using S2Grid.Experiments.Measured;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Specification;

namespace S2Grid.Experiments.Kvm;

/// <summary>What a sweep with backend kvm may not ask for, because the machine decides it or KVM has no such thing.</summary>
internal static class KvmRules
{
    /// <summary>The most runs of a sweep that machines measure: each takes them seconds at least.</summary>
    internal const long MostRuns = 100_000;

    private static readonly string[] OfTheMachine = ["ia-bits", "granule", "fwb", "tlbi-range"];
    private static readonly string[] Chunks = ["0", "4K", "2M", "1G"];

    /// <summary>What must hold between values besides the rules of every sweep.</summary>
    internal static IReadOnlyList<CombinationRule> Combinations { get; } =
    [
        new(
            ["memory", "backing"],
            values => values[1] != 0 && values[0] % values[1] != 0,
            words => $"memory {words[0]} is no multiple of a huge page of backing {words[1]}")
        {
            Measure = (axis, value) => axis == "backing" ? HugePage(value) : CombinationRule.StandardMeasure(axis, value),
        },
    ];

    /// <summary>Refuses axes that the machine decides, wherever the file names them.</summary>
    internal static void CheckNames(SpecMap file, ErrorList errors)
    {
        IEnumerable<SpecNode?> sections = ((IEnumerable<string>)["axes", "baseline"]).Select(key => file[key])
            .Concat(((IEnumerable<string>)["include", "exclude"]).SelectMany(key => (file[key] as SpecList)?.Items ?? []));
        foreach (SpecMap section in sections.OfType<SpecMap>())
        {
            foreach ((SpecScalar key, _) in section.Entries.Where(entry => OfTheMachine.Contains(entry.Key.Value)))
            {
                errors.Add(key.Error($"{key.Value}: with backend kvm the machine decides this; leave it out.", key.Value));
            }
        }

        if (file["published"] is { } published)
        {
            errors.Add(published.Error("published: this is about simulated runs; with backend kvm times are measured. Leave it out."));
        }

        IEnumerable<SpecNode> models = file["cost-models"] switch
        {
            SpecList list => list.Items,
            { } one => [one],
            null => [],
        };
        foreach (SpecScalar item in models.OfType<SpecScalar>())
        {
            if (CostModels.Find(item.Value) is { } model && PredictedIoctls.Refusal(model) is { } refusal)
            {
                errors.Add(item.Error($"cost-models: with backend kvm, predictions are held against measured times of whole ioctls. {refusal}", item.Value));
            }
        }
    }

    /// <summary>Refuses axes that the machine decides among those that a command line sets.</summary>
    internal static void CheckName(string axis, ErrorList errors)
    {
        if (OfTheMachine.Contains(axis))
        {
            errors.Add(new SpecificationError(0, 0, axis, $"--set {axis}: with backend kvm the machine decides this; leave it out."));
        }
    }

    /// <summary>Refuses values that KVM cannot do.</summary>
    internal static void CheckValues(SweepSpecification specification, SpecificationPlaces places, ErrorList errors)
    {
        CheckSection(SpecificationPlaces.Axes, specification.AxisValues, places, errors);
        for (int i = 0; i < specification.Include.Count; i++)
        {
            CheckSection(SpecificationPlaces.Include(i), specification.Include[i].Values, places, errors);
        }

        if (specification.Kvm is { Driver: KvmDriver.Selftest } && Named("chunk", specification).FirstOrDefault(chunk => chunk != "0") is { } splitting)
        {
            errors.Add(places.Error(
                $"chunk {splitting}: dirty_log_perf_test cannot set the chunk, so it never splits eagerly; use 'chunk: 0', or 'driver: harness'.",
                SpecificationPlaces.Value(SpecificationPlaces.Axes, "chunk", splitting)));
        }
    }

    /// <summary>Refuses values that only machines have, in a sweep that is simulated.</summary>
    internal static void CheckSimulated(SweepSpecification specification, SpecificationPlaces places, ErrorList errors)
    {
        if (Named("backing", specification).Contains(Axes.SharedMemory))
        {
            IEnumerable<string> sections = Enumerable.Range(0, specification.Include.Count).Select(SpecificationPlaces.Include).Prepend(SpecificationPlaces.Axes);
            errors.Add(places.Error(
                "backing shmem: shared memory is mapped by pages or by huge pages, as the machine's shmem_enabled says, so only machines have it (backend kvm). "
                    + "Simulate 4k or thp.",
                sections.Select(section => SpecificationPlaces.Value(section, "backing", Axes.SharedMemory))));
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

    private static void CheckSection(string section, IReadOnlyList<IReadOnlyList<string>?> values, SpecificationPlaces places, ErrorList errors)
    {
        foreach (string chunk in values[Axes.IndexOf("chunk")]?.Except(Chunks) ?? [])
        {
            Add("chunk", chunk, $"KVM takes {string.Join(", ", Chunks)}.");
        }

        foreach (string coverage in values[Axes.IndexOf("thp-coverage")]?.Where(value => value != "100%") ?? [])
        {
            Add("thp-coverage", coverage, "With backend kvm the machine decides how much THP backs; it is stored with each run.");
        }

        foreach (string strategy in values[Axes.IndexOf("strategy")]?.Where(value => value == "lazy") ?? [])
        {
            Add("strategy", strategy, "A strategy is that of an agent's kernel; without eager splitting there is none. Use 'chunk: 0'.");
        }

        void Add(string axis, string value, string why) => errors.Add(places.Error(
            string.Create(CultureInfo.InvariantCulture, $"{axis} {value}: {why}"), SpecificationPlaces.Value(section, axis, value)));
    }

    private static IEnumerable<string> Named(string axis, SweepSpecification specification) => specification.Include
        .SelectMany(include => include.Values[Axes.IndexOf(axis)] ?? []).Union(specification.AxisValues[Axes.IndexOf(axis)]);

    private static ulong HugePage(string backing) => backing switch
    {
        "hugetlb-2m" => 2UL << 20,
        "hugetlb-1g" => 1UL << 30,
        _ => 0,
    };
}
