using S2Grid.Cli.CommandLine;
using S2Grid.Mmu;

namespace S2Grid.Cli.Vm;

/// <summary>Reads <c>populate,wp,split-range:offset=74M,pages=2</c>: steps between commas, some with commas in their arguments.</summary>
internal static class StepList
{
    /// <summary>The names that a step can begin with.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. VmStep.Forms.Select(NameOf).Distinct()];

    /// <summary>Reads all steps of all <paramref name="texts"/>, in order.</summary>
    /// <param name="texts">The values of the option, in order.</param>
    /// <param name="option">The option's name, for errors.</param>
    /// <param name="reader">Where each step that cannot be read is noted.</param>
    public static IReadOnlyList<VmStep> Read(IEnumerable<string> texts, string option, SettingsReader reader)
    {
        List<VmStep> steps = [];
        foreach (string text in texts.SelectMany(Split))
        {
            if (VmStep.TryParse(text) is { } step)
            {
                steps.Add(step);
            }
            else if (Names.Contains(NameOf(text)))
            {
                string[] forms = [.. VmStep.Forms.Where(form => NameOf(form) == NameOf(text))];
                reader.Refuse(option, text, $"is no step; '{NameOf(text)}' is written {string.Join(" or ", forms)}", []);
            }
            else
            {
                reader.Refuse(option, text, $"is no step; steps are {string.Join(", ", Names)}", Names);
            }
        }

        return steps;
    }

    /// <summary>Cuts at commas, but not before <c>name=value</c>: that goes on with the arguments of the step before.</summary>
    private static IEnumerable<string> Split(string text)
    {
        string? step = null;
        foreach (string part in text.Split(','))
        {
            bool argument = part.Contains('=', StringComparison.Ordinal) && !part.Contains(':', StringComparison.Ordinal);
            if (step is null || !argument)
            {
                if (step is not null)
                {
                    yield return step;
                }

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
