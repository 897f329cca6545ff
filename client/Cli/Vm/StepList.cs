using System.CommandLine.Parsing;

namespace S2Grid.Cli.Vm;

/// <summary>Reads <c>populate,wp,split-range:offset=74M,pages=2</c>: steps between commas, some with commas in their arguments.</summary>
internal static class StepList
{
    /// <summary>The names that a step can begin with.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. VmStep.Forms.Select(NameOf).Distinct()];

    /// <summary>All steps of all <paramref name="texts"/>, which are valid, in order.</summary>
    public static IReadOnlyList<VmStep> Read(IReadOnlyList<string> texts) =>
        [.. texts.SelectMany(Split).Select(VmStep.TryParse).OfType<VmStep>()];

    /// <summary>Notes each step that is not valid.</summary>
    public static void AddErrors(OptionResult result, string option)
    {
        foreach (string text in result.Tokens.SelectMany(token => Split(token.Value)).Where(text => VmStep.TryParse(text) is null))
        {
            string[] forms = [.. VmStep.Forms.Where(form => NameOf(form) == NameOf(text))];
            string hint = forms.Length > 0 ? $"write {string.Join(" or ", forms)}" : $"available: {string.Join(", ", Names)}";
            result.AddError($"{option}: '{text}' is not a valid step; {hint}");
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
