namespace S2Grid.Fuzz.Tests.Targets;

/// <summary>The rounds of a migration.</summary>
internal sealed class TraceTarget() : FuzzTarget("trace", 150), IDisposable
{
    private const string FileName = "rounds.txt";

    private readonly Commands commands = new();

    public override IReadOnlyList<byte[]> Corpus { get; } = Of(
    [
        "# MiB sent, MiB/s, ms of overhead\n65536 2048 30\n32768 2048 20\n16384 2048 10\n",
        "1024,900.5,0\n512,900,1.25\r\n", "1\t1\t0\n2 1 0",
    ]);

    public override IReadOnlyList<string> Words => field ??= [.. Vocabulary.In(Corpus)];

    public override Task RunAsync(byte[] input) => commands.RunAsync(FileName, input, null, "migrate", "--trace", FileName);

    public void Dispose() => commands.Dispose();
}
