using BenchmarkDotNet.Attributes;
using S2Grid.Mmu;

namespace S2Grid.Benchmarks;

/// <summary>Choosing one page in a hundred of the million 4K pages of 4 GiB at random: 64 at a time against one by one. Read the
/// ratio.</summary>
public class PageSelectionBenchmarks
{
    private const ulong PageSize = 4096;
    private const ulong Pages = 4 * Vms.GiB / PageSize;

    private readonly PageSelection selection = new(PageSelectionKind.Random, Fraction: 0.01, Seed: 1);

    [Benchmark(Baseline = true)]
    public ulong OneByOne()
    {
        ulong sum = 0;
        for (ulong page = 0; page < Pages; page++)
            sum += selection.Contains(page, PageSize) ? page : 0;

        return sum;
    }

    [Benchmark]
    public ulong ByWords()
    {
        ulong sum = 0;
        for (ulong first = 0; first < Pages; first += PageSelection.WordPages)
        {
            for (ulong word = selection.Word(first, Pages, PageSize); word != 0; word &= word - 1)
                sum += first + ulong.TrailingZeroCount(word);
        }

        return sum;
    }
}
