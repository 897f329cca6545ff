namespace S2Grid.Mmu;

/// <summary>Reads <c>populate,wp,split-range:offset=74M,pages=2</c>: steps between commas, some with commas in their arguments.</summary>
public static class StepTexts
{
    /// <summary>The names that a step can begin with.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. VmStep.Forms.Select(NameOf).Distinct()];

    /// <summary>All steps of all <paramref name="texts"/> in order, less those that are not valid.</summary>
    public static IReadOnlyList<VmStep> Read(IEnumerable<string> texts) =>
        [.. texts.SelectMany(Split).Select(VmStep.TryParse).OfType<VmStep>()];

    /// <summary>What is wrong with each step that is not valid, and what to write.</summary>
    public static IEnumerable<string> Errors(IEnumerable<string> texts)
    {
        foreach (string text in texts.SelectMany(Split).Where(text => VmStep.TryParse(text) is null))
        {
            string[] forms = [.. VmStep.Forms.Where(form => NameOf(form) == NameOf(text))];
            string hint = forms.Length > 0 ? $"write {string.Join(" or ", forms)}" : $"available: {string.Join(", ", Names)}";
            yield return $"'{text}' is not a valid step; {hint}";
        }
    }

    /// <summary>Cuts at commas, but not before <c>name=value</c>: that continues the arguments of the step before.</summary>
    private static IEnumerable<string> Split(string text)
    {
        string? step = null;
        foreach (string part in text.Split(','))
        {
            bool argument = part.Contains('=', StringComparison.Ordinal) && !part.Contains(':', StringComparison.Ordinal);
            if (step is null || !argument)
            {
                if (step is not null)
                    yield return step;

                step = part.Trim();
            }
            else
            {
                step += ',' + part.Trim();
            }
        }

        yield return step ?? "";
    }

    private static string NameOf(string form) => form.Split(':')[0];
}
