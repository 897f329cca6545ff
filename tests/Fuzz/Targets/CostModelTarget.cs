using System.Text;
using S2Grid.Experiments;
using S2Grid.Experiments.Models;

namespace S2Grid.Fuzz.Tests.Targets;

/// <summary>A cost model's file.</summary>
internal sealed class CostModelTarget() : FuzzTarget("cost-model", 300), IDisposable
{
    private const string FileName = "fuzz.yaml";

    private readonly Commands commands = new();

    public override IReadOnlyList<byte[]> Corpus { get; } =
        Of([.. ShippedFiles.In("CostModels").Select(file => file.Text), .. CostModels.All.Select(CostModelWriter.Write)]);

    public override IReadOnlyList<string> Words => field ??= [.. Vocabulary.OfCounters, .. Vocabulary.In(Corpus)];

    public override async Task RunAsync(byte[] input)
    {
        (CostModel? model, IReadOnlyList<string> errors) = CostModels.Read(Encoding.UTF8.GetString(input), FileName);
        Require(model is not null || errors.Count > 0, "a refusal with a reason: there is none");
        foreach (string error in errors)
            RequireReadable(error);

        if (model is not null)
        {
            (CostModel? again, IReadOnlyList<string> faults) = CostModels.Read(CostModelWriter.Write(model), FileName);
            Require(again is not null, $"a model that reads as it was written: {string.Join('\n', faults)}");
        }

        if (commands.IsDue)
            await commands.RunAsync(FileName, input, model is null ? ExitCode.Usage : ExitCode.Done, "models", "show", FileName);
    }

    public void Dispose() => commands.Dispose();
}
