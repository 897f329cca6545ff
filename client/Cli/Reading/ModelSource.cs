namespace S2Grid.Cli.Reading;

/// <summary>Finds the cost model that a command line names.</summary>
internal static class ModelSource
{
    /// <summary>A shipped model by its name, or one's own by its file.</summary>
    /// <exception cref="UsageException">There is neither, or the file has errors; carries all of them.</exception>
    public static CostModel Find(CliEnvironment environment, string nameOrFile)
    {
        if (CostModels.Find(nameOrFile) is { } shipped)
            return shipped;

        string path = environment.FullPath(nameOrFile);
        if (!CostModels.IsFile(nameOrFile) || !File.Exists(path))
            throw new UsageException(UsageError.Unknown("cost model", nameOrFile, [.. CostModels.All.Select(model => model.Name)]));

        (CostModel? model, IReadOnlyList<string> errors) = CostModels.Read(File.ReadAllText(path), nameOrFile);
        return model ?? throw new UsageException([.. errors.Select(error => new UsageError(error))]);
    }
}
