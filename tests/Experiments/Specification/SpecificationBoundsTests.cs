using S2Grid.Experiments.Presets;
using S2Grid.Experiments.Specification;
using S2Grid.Experiments.Yaml;

namespace S2Grid.Experiments.Tests.Specification;

/// <summary>What a hostile or careless file may cost. Work is bounded in bytes allocated, which are the same on every machine.</summary>
public sealed class SpecificationBoundsTests
{
    private const long MostBytes = 200 << 20;

    public static TheoryData<string, string> Costly => new()
    {
        { "a list longer than an axis may have", $"axes: {{memory: [{List(100_001, i => $"{i}M")}]}}" },
        { "a thousand values that break a rule", $"axes: {{memory: [{List(1_000, i => $"{i}001")}]}}" },
        { "a thousand values that are no sizes", $"axes: {{memory: [{List(1_000, i => $"x{i}")}]}}" },
        { "combinations by the million that break a rule",
            $"axes: {{memory: [{List(1_000, i => $"{i}G")}], base-offset: [{List(1_000, i => $"{i}M")}], ia-bits: 32}}" },
        { "thousands of unknown keys", string.Concat(Enumerable.Range(0, 9_000).Select(i => $"nmae{i}: 1\n")) },
        { "thousands of equal keys", string.Concat(Enumerable.Repeat("name: x\n", 9_000)) },
        { "exclusions that overlap in every way",
            $"axes: {{memory: [{List(90, i => $"{i}M")}], base-offset: [{List(90, i => $"{i}M")}], dirty: "
            + $"[{List(90, i => $"stride {i}M")}]}}\nexclude:\n{Overlapping(60)}" },
        { "patterns of exclusion beyond number", $"axes: {{memory: 1G}}\nexclude: [{List(3_000, i => $"{{memory: {i}M}}")}]" },
    };

    [Theory]
    [MemberData(nameof(Costly))]
    public void Parse_CostlyFile_IsRefusedWithinBounds(string what, string yaml)
    {
        Assert.NotEmpty(what);
        long before = GC.GetAllocatedBytesForCurrentThread();

        SpecificationResult result = SweepSpecification.Parse(yaml, "s.yaml");

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        Assert.InRange(result.Errors.Count, 1, ErrorList.Max + 1);
        Assert.Null(result.Specification);
    }

    [Fact]
    public void Parse_MoreErrorsThanAnybodyReads_SaysHowManyAreLeft()
    {
        IReadOnlyList<SpecificationError> errors =
            SweepSpecification.Parse($"axes: {{memory: [{List(250, i => $"x{i}")}]}}", "s.yaml").Errors;

        Assert.Equal(101, errors.Count);
        Assert.Equal("There are 150 more errors.", errors[^1].Message);
    }

    [Fact]
    public void Parse_MillionsOfCombinationsThatBreakARuleButAreExcluded_AreAccepted()
    {
        string yaml =
            $"axes: {{memory: [{List(300, i => $"{i + 100}G")}], base-offset: [{List(300, i => $"{i}M")}], ia-bits: [32, 33, 34, 35, "
            + $"48]}}\n"
            + "exclude: [{ia-bits: [32, 33]}, {ia-bits: 34}, {ia-bits: 35, memory: [" + List(300, i => $"{i + 100}G") + "]}]";
        long before = GC.GetAllocatedBytesForCurrentThread();

        SweepSpecification? specification = SweepSpecification.Parse(yaml, "s.yaml").Specification;

        Assert.Equal(300 * 300, specification?.Plan.RunCount);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
    }

    [Fact]
    public void Parse_PresetsWithMutations_AreReadOrRefusedAtAPlaceInTheFile()
    {
        var random = new Random(2026);
        string[] words = ["[", "]", "{", "}", ":", ",", "-", "\t", "\n", "  ", "&a ", "*a", "'", "\"", "#", "|", "? ", "1G", "1e9", "~",
            "NaN", "memory", "exclude", "\u0007", "€", "!x "];
        for (int trial = 0; trial < 3_000; trial++)
        {
            string yaml = ShippedPresets.All[random.Next(ShippedPresets.All.Count)].Yaml;
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                int at = random.Next(yaml.Length);
                yaml = yaml[..at] + words[random.Next(words.Length)] + yaml[Math.Min(yaml.Length, at + random.Next(6))..];
            }

            SpecificationResult result = SweepSpecification.Parse(yaml, "mutated.yaml");

            string[] lines = yaml.Split('\n');
            Assert.NotEqual(result.Specification is null, result.Errors.Count == 0);
            Assert.All(result.Errors, error => Assert.InRange(error.Line, 0, lines.Length + 1));
            Assert.All(result.Errors, error => Assert.DoesNotContain('\u0007', error.Format("mutated.yaml", lines)));
        }
    }

    private static string List(int count, Func<int, string> item) => string.Join(", ", Enumerable.Range(1, count).Select(item));

    /// <summary>Patterns that each leave out another eighth of the values, so that hardly any two sets of patterns coincide.</summary>
    private static string Overlapping(int patterns)
    {
        var random = new Random(1);
        string Some(string format)
            => string.Join(", ",
                Enumerable.Range(1, 90).Where(_ => random.Next(8) > 0)
                    .Select(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, format, i)));
        return string.Concat(
            Enumerable.Range(0, patterns)
                .Select(_ => $"  - {{memory: [{Some("{0}M")}], base-offset: [{Some("{0}M")}], dirty: [{Some("stride {0}M")}]}}\n"));
    }
}
