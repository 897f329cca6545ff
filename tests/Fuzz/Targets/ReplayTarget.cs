using System.Text;
using S2Grid.Mmu;
using S2Grid.Mmu.Replay;
using S2Grid.Mmu.Simulation;

namespace S2Grid.Fuzz.Tests.Targets;

/// <summary>A line of a replay file.</summary>
internal sealed class ReplayTarget() : FuzzTarget("replay", 500), IDisposable
{
    private const int EveryNth = 40;
    private const string FileName = "cases.jsonl";

    private readonly SimulatedVm vm = new(new VmConfiguration { Memory = 2UL << 20 }, tableMemoryLimit: 64 << 20);
    private readonly Commands commands = new();

    public override IReadOnlyList<byte[]> Corpus { get; } = Of(Cases("stage2").Concat(Cases("stage2-next")));

    public override IReadOnlyList<string> Words => field ??=
    [
        .. Vocabulary.OfSweeps, .. Vocabulary.OfCounters, .. VmStep.Forms, .. Vocabulary.In(Corpus.Take(5)),
    ];

    public override async Task RunAsync(byte[] input)
    {
        string line = Encoding.UTF8.GetString(input);
        int expected = Run(line) || line.Trim().Length == 0 ? ExitCode.Done : ExitCode.Usage;
        if (commands.IsDue && line.IndexOfAny(['\n', '\r']) < 0)
            await commands.RunAsync(FileName, input, expected, "vm", "replay", FileName);
    }

    public void Dispose()
    {
        commands.Dispose();
        vm.Dispose();
    }

    private bool Run(string line)
    {
        try
        {
            ReplayCase done = ReplayReader.Read(line).Run(vm);
            string[] differences = [.. ReplayReader.Read(ReplayWriter.Write(done)).DifferencesFrom(done)];
            Require(differences.Length == 0, $"a case that reads as it was written: {string.Join('\n', differences)}");
            return true;
        }
        catch (ReplayException e)
        {
            Require(e.Message.Length > 0, "a refusal with a reason: there is none");
            return false;
        }
    }

    private static IEnumerable<string> Cases(string name)
    {
        using var text = new StreamReader(typeof(ReplayTarget).Assembly.GetManifestResourceStream($"Cases/{name}.jsonl")!);
        return [.. text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where((_, index) => index % EveryNth == 0)];
    }
}
