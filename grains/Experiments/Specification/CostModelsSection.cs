using S2Grid.Experiments.Measured;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Yaml;

namespace S2Grid.Experiments.Specification;

/// <summary>
/// The section <c>cost-models</c> of a sweep file: shipped models by name, others by their files. A file's text goes with the sweep as a
/// further document that begins with <c>file:</c> and the path, since a cluster cannot open it.
/// </summary>
/// <param name="documents">The documents after the sweep.</param>
/// <param name="readFile">Reads a file that the sweep file names; null where it cannot be read, or nothing can.</param>
/// <param name="errors">Takes what is wrong.</param>
internal sealed class CostModelsSection(IReadOnlyList<SpecNode> documents, Func<string, string?>? readFile, ErrorList errors)
{
    /// <summary>The most models that a sweep may bring along.</summary>
    internal const int MaxDocuments = 16;

    private const string FileKey = "file";

    private readonly List<(string Path, string Text)> files = [];

    /// <summary>The files that were read, with their texts.</summary>
    internal IReadOnlyList<(string Path, string Text)> Files => files;

    /// <summary>The text of a sweep with the models that it names by their files.</summary>
    internal static string Join(string sweep, IReadOnlyList<(string Path, string Text)> files) => files.Aggregate(sweep, (text, file) =>
        $"{text.TrimEnd()}\n---\n{FileKey}: '{file.Path.Replace("'", "''", StringComparison.Ordinal)}'\n{WithoutStart(file.Text)}");

    /// <summary>Reads the section of a sweep with that backend.</summary>
    internal IReadOnlyList<CostModel> Read(SpecNode? section, Backend backend)
    {
        var models = new List<CostModel>();
        foreach (SpecNode document in documents.Where(one => (one as SpecMap)?[FileKey] is null))
            errors.Add(document.Error("A file holds one sweep: a second document begins here.", "---"));

        foreach (SpecNode item in SpecNode.ItemsOf(section))
        {
            if (ReadModel(item) is not { } model || models.Contains(model))
                continue;

            if (models.Exists(other => other.Name == model.Name) || (CostModels.Find(model.Name) is { } shipped && shipped != model))
                errors.Add(item.Error($"cost-models: there is another model called '{SpecNode.Shorten(model.Name)}'.", item.Text));

            if (backend == Backend.Kvm && PredictedIoctls.Refusal(model) is { } refusal)
            {
                errors.Add(item.Error(
                    $"cost-models: with backend kvm, predictions are held against measured times of whole ioctls. {refusal}", item.Text));
            }

            models.Add(model);
        }

        return models;
    }

    private static string WithoutStart(string yaml) => yaml.StartsWith("---\n", StringComparison.Ordinal) ? yaml[4..] : yaml;

    private CostModel? ReadModel(SpecNode item)
    {
        if (CostModels.Find(item.Text) is { } shipped)
            return shipped;

        if (documents.OfType<SpecMap>().FirstOrDefault(one => one[FileKey]?.Text == item.Text) is { } document)
            return CostModelReader.Read(document, errors);

        if (!CostModels.IsFile(item.Text))
        {
            string[] known = [.. CostModels.All.Select(model => model.Name)];
            errors.AddUnknown(item, item.Text,
                $"cost-models: '{SpecNode.Shorten(item.Text)}' is not known; there are {string.Join(", ", known)}, and files, such as "
                + "./mine.yaml.", known);
            return null;
        }

        if (readFile?.Invoke(item.Text) is not { } text)
        {
            errors.Add(item.Error($"cost-models: there is no file '{SpecNode.Shorten(item.Text)}'; it is sought beside the sweep file.",
                item.Text));
            return null;
        }

        files.Add((item.Text, text));
        (CostModel? model, IReadOnlyList<SpecificationError> faults) = CostModelReader.TryRead(text, item.Text);
        foreach (SpecificationError fault in faults)
            errors.Add(fault);

        return model;
    }
}
