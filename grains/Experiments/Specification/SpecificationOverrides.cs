using S2Grid.Experiments.Yaml;
using S2Grid.Runs;

namespace S2Grid.Experiments.Specification;

/// <summary>Replaces values of a sweep by those of a command line.</summary>
internal static class SpecificationOverrides
{
    internal static SpecificationResult Apply(SweepSpecification specification, IEnumerable<(string Axis, string Values)> sets, int? repeats)
    {
        var errors = new ErrorList();
        IReadOnlyList<string>[] values = [.. specification.AxisValues];
        KvmSettings? kvm = specification.Kvm;
        foreach ((string name, string text) in sets)
        {
            if (kvm is not null && name.StartsWith(KvmSection.Prefix, StringComparison.Ordinal))
            {
                kvm = KvmSection.Override(kvm, name[KvmSection.Prefix.Length..], text, errors);
            }
            else if (Axes.Find(name) is { } axis)
            {
                values[axis.Index] = Read(axis, text, errors);
                if (kvm is not null)
                {
                    KvmRules.CheckName(name, errors);
                }
            }
            else
            {
                string message = $"--set {SpecNode.Shorten(name)}: no axis has that name; there are {string.Join(", ", Axes.Names)}.";
                errors.AddUnknown(new SpecScalar(0, 0, name), name, message, Axes.Names);
            }
        }

        if (repeats is < 1 or > SweepSpecification.MaxRepeats)
        {
            errors.Add(new SpecificationError(
                0, 0, $"{repeats}", $"--repeats: {repeats} is not a whole number from 1 to {SweepSpecification.MaxRepeats}."));
        }

        SweepSpecification changed = specification with { AxisValues = values, Repeats = repeats ?? specification.Repeats, Kvm = kvm };
        if (kvm is not null)
        {
            changed = KvmRules.WithBaseline(changed);
        }

        if (errors.Count == 0)
        {
            new SpecificationRules(changed, new SpecificationPlaces(), errors).Check();
        }

        return new SpecificationResult(errors.Count == 0 ? changed : null, errors.InOrder());
    }

    private static List<string> Read(Setting axis, string text, ErrorList errors)
    {
        var values = new List<string>();
        var known = new HashSet<string>();
        foreach (string value in Split(text))
        {
            if (axis.Parse(value) is not { } canonical)
            {
                errors.AddNotAllowed(new SpecScalar(0, 0, value), "--set ", axis);
            }
            else if (known.Add(canonical))
            {
                values.Add(canonical);
            }
        }

        if (values.Count > Axes.MaxValues)
        {
            errors.Add(new SpecificationError(
                0, 0, "", $"--set {axis.Name}: {values.Count} values are given; an axis has at most {Axes.MaxValues}."));
        }

        return values;
    }

    /// <summary>Splits at commas that are not part of a pattern such as <c>random=0.1,seed=7</c>.</summary>
    private static IEnumerable<string> Split(string text)
    {
        string[] parts = text.Split(',');
        for (int i = 0; i < parts.Length; i++)
        {
            bool hasSeed = i + 1 < parts.Length && parts[i + 1].TrimStart().StartsWith("seed=", StringComparison.Ordinal);
            yield return hasSeed ? $"{parts[i].Trim()},{parts[++i].Trim()}" : parts[i].Trim();
        }
    }
}
