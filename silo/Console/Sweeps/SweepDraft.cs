using S2Grid.Experiments.Specification;
using S2Grid.Terminal;
using S2Grid.Views.Output;
using S2Grid.Views.Plans;

namespace S2Grid.Web.Sweeps;

/// <summary>A sweep file that somebody writes on a page: what is wrong with it, or what it would run.</summary>
public sealed record SweepDraft
{
    /// <summary>Takes a file.</summary>
    /// <param name="text">What was written.</param>
    public SweepDraft(string text)
    {
        Text = text.ReplaceLineEndings("\n");
        if (Text.Trim().Length == 0)
            return;

        SpecificationResult result = SweepSpecification.Parse(Text, FileName);
        string[] lines = Text.Split('\n');
        Errors = [.. result.Errors.Select(error => (error.Line, error.Format(FileName, lines)))];
        Specification = result.Specification;
    }

    /// <summary>What messages call the file.</summary>
    public const string FileName = "sweep.yaml";

    /// <summary>What was written.</summary>
    public string Text { get; }

    /// <summary>Everything that is wrong, by its line, as the command line says it.</summary>
    public IReadOnlyList<(int Line, string Text)> Errors { get; } = [];

    /// <summary>What it means; null where something is wrong, or nothing was written.</summary>
    public SweepSpecification? Specification { get; }

    /// <summary>What <c>s2grid run --dry-run</c> says of it: runs, axes, memory, series and the first runs.</summary>
    public string? DryRunText
    {
        get
        {
            if (Specification is not { } specification)
                return null;

            using var output = new StringWriter();
            DryRun.Write(new Page(output, Format.Table), specification, specification.Name, agents: null);
            return output.ToString();
        }
    }
}
