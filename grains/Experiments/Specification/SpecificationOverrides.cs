using S2Grid.Experiments.Kvm;
using S2Grid.Experiments.Models;
using S2Grid.Mmu;

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
            if (kvm is not null && name.StartsWith(KvmSettingsReader.Prefix, StringComparison.Ordinal))
            {
                kvm = KvmSettingsReader.Override(kvm, name[KvmSettingsReader.Prefix.Length..], text.Trim(), errors) ?? kvm;
            }
            else if (Axes.Find(name) is { } axis)
            {
                values[Axes.IndexOf(name)] = Read(axis, text, errors);
                if (kvm is not null)
                {
                    KvmRules.CheckName(name, errors);
                }
            }
            else
            {
                string shown = SpecNode.Shorten(name);
                string message = $"--set {shown}: no axis has that name; there are {string.Join(", ", Axes.Names)}.";
                errors.Add(new SpecificationError(0, 0, shown, message, DidYouMean.Suggest(name, Axes.Names)));
            }
        }

        if (repeats is < 1 or > SweepSpecification.MostRepeats)
        {
            errors.Add(new SpecificationError(
                0, 0, $"{repeats}", $"--repeats: {repeats} is no whole number from 1 to {SweepSpecification.MostRepeats}."));
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

    private static List<string> Read(Axis axis, string text, ErrorList errors)
    {
        var values = new List<string>();
        var known = new HashSet<string>();
        foreach (string value in Split(text))
        {
            if (axis.Parse(value) is not { } canonical)
            {
                string shown = SpecNode.Shorten(value);
                errors.Add(new SpecificationError(
                    0, 0, shown, $"--set {axis.Name}: '{shown}' is not allowed; allowed: {axis.Allowed}.", DidYouMean.Suggest(value, axis.Known)));
            }
            else if (known.Add(canonical))
            {
                values.Add(canonical);
            }
        }

        if (values.Count > Axes.MostValues)
        {
            errors.Add(new SpecificationError(
                0, 0, "", $"--set {axis.Name}: {values.Count} values are given; an axis has at most {Axes.MostValues}."));
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
