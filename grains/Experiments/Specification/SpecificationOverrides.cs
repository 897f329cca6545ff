using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Yaml;

namespace S2Grid.Experiments.Specification;

/// <summary>Replaces values of a sweep by those of a command line.</summary>
internal static class SpecificationOverrides
{
    internal static SpecificationResult Apply(SweepSpecification specification, IEnumerable<(string Axis, string Values)> sets,
        int? repeats)
    {
        var errors = new ErrorList();
        var reader = new AxesReader(errors, new SpecificationPlaces())
        {
            Strategies = specification.Strategies,
            Backend = specification.Backend,
        };
        IReadOnlyList<string>[] values = [.. specification.AxisValues];
        KvmSettings? kvm = specification.Kvm;
        foreach (var twice in sets.GroupBy(set => set.Axis).Where(same => same.Count() > 1))
        {
            string once = SpecNode.Shorten($"{twice.Key}={string.Join(",", twice.Select(set => set.Values))}");
            errors.Add(new SpecificationError(0, 0, twice.Key, $"--set {SpecNode.Shorten(twice.Key)} is given twice; write --set {once}."));
        }

        Scope? scope = specification.Scope;
        foreach ((string name, string text) in sets.OrderBy(set => set.Axis != Axes.Granule.Name))
        {
            if (kvm is not null && name.StartsWith(KvmSection.Prefix, StringComparison.Ordinal))
            {
                kvm = KvmSection.Override(kvm, name[KvmSection.Prefix.Length..], text, errors);
            }
            else if (name == SpecificationParser.ScopeKey)
            {
                scope = SpecificationParser.Scopes.Contains(text) ? Words.Find<Scope>(text) : null;
                if (scope is null)
                {
                    errors.AddUnknown(
                        new SpecScalar(0, 0, text), text,
                        $"--set scope: '{SpecNode.Shorten(text)}' is not known; there are {string.Join(", ", SpecificationParser.Scopes)}.",
                        SpecificationParser.Scopes);
                }
            }
            else if (Axes.Find(name) is { } axis)
            {
                reader.Granules = AxesReader.GranulesOf(values);
                values[axis.Index] = reader.ReadValues(axis, Split(text), section: null);
                if (kvm is not null)
                    KvmRules.CheckName(name, errors);
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

        SweepSpecification changed = specification with { AxisValues = values, Repeats = repeats ?? specification.Repeats };
        changed = changed with { Kvm = kvm, Scope = scope };
        if (kvm is not null)
            changed = KvmRules.WithBaseline(changed);

        if (errors.Count == 0)
            new SpecificationRules(changed, new SpecificationPlaces(), errors).Check();

        return new SpecificationResult(errors.Count == 0 ? changed : null, errors.InOrder(), IsOverridden: true);
    }

    /// <summary>Splits at commas that are not part of a pattern such as <c>random=0.1,seed=7</c>.</summary>
    private static SpecList Split(string text)
    {
        string[] parts = text.Split(',');
        var values = new SpecList(0, 0, []);
        for (int i = 0; i < parts.Length; i++)
        {
            bool hasSeed = i + 1 < parts.Length && parts[i + 1].TrimStart().StartsWith("seed=", StringComparison.Ordinal);
            values.Items.Add(new SpecScalar(0, 0, hasSeed ? $"{parts[i].Trim()},{parts[++i].Trim()}" : parts[i].Trim()));
        }

        return values;
    }
}
