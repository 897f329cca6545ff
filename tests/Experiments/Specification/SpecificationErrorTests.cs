using S2Grid.Experiments.Specification;
using S2Grid.Experiments.Yaml;

namespace S2Grid.Experiments.Tests.Specification;

public sealed class SpecificationErrorTests
{
    [Fact]
    public void Parse_SeveralFaults_ReportsAllWithPlaceTextAndSuggestion()
    {
        const string Yaml = """
            name: x y
            axes:
              memroy: 1G
              memory: [1G, -3, 1G, NaN]
              backing: [4k, thb]
              strategy: skip-lvl3
            repeats: 0
            foo: 1
            """;

        IReadOnlyList<SpecificationError> errors = SweepSpecification.Parse(Yaml, "x.yaml").Errors;

        Assert.Equal(
            [
                (1, 7, "x y", null),
                (3, 3, "memroy", "memory"),
                (4, 16, "-3", null),
                (4, 20, "1G", null),
                (4, 24, "NaN", null),
                (5, 17, "thb", "thp"),
                (6, 13, "skip-lvl3", "skip-level3"),
                (7, 10, "0", null),
                (8, 1, "foo", null),
            ],
            errors.Select(e => (e.Line, e.Column, e.Text, e.Suggestion)));
    }

    [Fact]
    public void Format_Error_ShowsLineCaretAndSuggestion()
    {
        string[] lines = ["axes:", "  memory: 1G", "  scenario: enabel"];
        SpecificationError error = Assert.Single(SweepSpecification.Parse(string.Join('\n', lines), "s.yaml").Errors);

        Assert.Equal(
            """
            s.yaml:3:13: scenario: 'enabel' is not allowed; allowed: enable, clear, lazy. Did you mean 'enable'?
                  scenario: enabel
                            ^^^^^^
            """,
            error.Format("s.yaml", lines));
    }

    [Theory]
    [InlineData("axes: {memory: 1G}\naxes: {memory: 2G}", "given twice")]
    [InlineData("axes: {memory: 1G, memory: 2G}", "given twice")]
    [InlineData("a: &x [1]\naxes: {memory: 1G}", "Anchors are not accepted")]
    [InlineData("axes: {memory: *x}", "Aliases are not accepted")]
    [InlineData("axes: {memory: 1G}\n---\naxes: {memory: 1G}", "second document")]
    [InlineData("", "empty")]
    [InlineData("- 1", "mapping")]
    [InlineData("axes: {}", "'memory' is missing")]
    [InlineData("name: x", "'axes' is missing")]
    [InlineData("axes: {memory: []}", "no values")]
    [InlineData("axes: {memory: .nan}", "not allowed")]
    [InlineData("axes: {memory: -1}", "not allowed")]
    [InlineData("axes: {memory: 99999999999999999999}", "not allowed")]
    [InlineData("axes: {memory: 16E}", "not allowed")]
    [InlineData("axes: {memory: 1G, chunk: 3M}", "not allowed")]
    [InlineData("axes: {memory: 5000}", "not a multiple of a page")]
    [InlineData("axes: {memory: 4T, ia-bits: 40}", "ends beyond 2^40")]
    [InlineData("axes: {memory: 64M, granule: 64K, backing: hugetlb-1g}", "does not exist with a granule of 64K, which has hugetlb-2m, ")]
    [InlineData("axes: {memory: [1G, 2G], chunk: [2M, 1G, 4K]}\nzip: [memory, chunk]", "equally many values")]
    [InlineData("axes: {memory: 1G}\nzip: [[memory]]", "at least two axes")]
    [InlineData("axes: {memory: 1G}\nexclude: [{memory: 1G}]", "leave no run")]
    [InlineData("axes: {memory: 1G}\nkvm: {iterations: 3}", "needs 'backend: kvm'")]
    [InlineData("axes: {memory: 1G, granule: 4K}\nbackend: kvm", "the machine decides")]
    [InlineData("axes: {memory: 1G}\ninclude: [{fwb: true}]\nbackend: kvm", "the machine decides")]
    [InlineData("axes: {memory: 1G, kernel: linux-next}\nbackend: kvm", "the machine decides")]
    [InlineData("axes: {memory: 1G, chunk: 64K}\nbackend: kvm", "KVM takes 0, 4K, 2M, 1G")]
    [InlineData("axes: {memory: 1G, chunk: whole}\nbackend: kvm", "KVM takes 0, 4K, 2M, 1G")]
    [InlineData("axes: {memory: 1G, backing: thp, thp-coverage: 50%}\nbackend: kvm", "the machine decides")]
    [InlineData("axes: {memory: 1G, strategy: lazy}\nbackend: kvm", "Use 'chunk: 0'")]
    [InlineData("axes: {memory: 64M, backing: [4k, shmem]}", "only machines have it (backend kvm). Simulate 4k or thp.")]
    [InlineData("axes: {memory: 64M}\ninclude: [{backing: shmem}]", "only machines have it")]
    [InlineData("axes: {memory: 64M, backing: hugetlb-1g}\nbackend: kvm", "not a multiple of a huge page of backing hugetlb-1g")]
    [InlineData("axes: {memory: 1G}\nbackend: kvm\npublished: rfc-2026-05", "times are measured")]
    [InlineData("axes: {memory: 1G}\nbackend: kvm\ncost-models: rfc-2026-05",
        "measured times of whole ioctls. rfc-2026-05 predicts the split call alone")]
    [InlineData("axes: {memory: 1G}\nbackend: kvm\ncost-models: [arm64-priors, v2-2026-06]",
        "measured times of whole ioctls. v2-2026-06 is relative")]
    [InlineData("axes: {memory: 1G}\nbackend: kvm\nkvm: {clear-pages: 65}", "a multiple of 64")]
    [InlineData("axes: {memory: 1G}\nbackend: kvm\nkvm: {order: random seed x}", "ascending or 'random seed 7'")]
    [InlineData("axes: {memory: 1G}\nbackend: kvm\nkvm: {time-limit: 25h}", "at most 24h")]
    [InlineData("axes: {memory: 1G}\nbackend: kvm\nkvm: {itterations: 3}", "no setting is called 'itterations'")]
    [InlineData("axes: {memory: 1G}\nbackend: kvm\nkvm: {driver: dirty-log-perf-test}", "cannot set the chunk")]
    [InlineData("axes: {memory: 1G}\nbackend: kvm\nrepeats: 100001", "at most 100,000")]
    [InlineData("axes: {memory: 1G}\ncost-models: rfc", "not known")]
    [InlineData("axes: {memory: 1G, scope: ioctl}", "'scope' is no axis but a key of the file: it stands beside 'axes'.")]
    [InlineData("axes: {memory: 1G}\ninclude: [{repeats: 3}]", "'repeats' is no axis but a key of the file")]
    [InlineData("memory: 1G\naxes: {backing: thp}", "'memory' is an axis: it stands below 'axes'.")]
    [InlineData("axes: {memory: 1G\n", "not YAML")]
    public void Parse_Fault_SaysWhatIsWrong(string yaml, string expected)
    {
        SpecificationResult result = SweepSpecification.Parse(yaml, "s.yaml");

        Assert.Null(result.Specification);
        Assert.Contains(result.Errors, error => error.Message.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_MoreThanABillionRuns_IsRefusedWithTheCount()
    {
        SpecificationError error =
            Assert.Single(SweepSpecification.Parse("axes: {memory: [1G, 2G, 4G]}\nrepeats: 1000000\nlabels: {}", "s").Specification!
            .WithOverrides([("base-offset", string.Join(',', Enumerable.Range(0, 400).Select(i => $"{4 * i}K")))], 1_000_000).Errors);

        Assert.Equal("The sweep has 1,200,000,000 runs; at most 10^9 are accepted.", error.Message);
    }

    public static TheoryData<string> Hostile =>
    [
        new string('[', 200_000),
        new string('{', 200_000),
        new string('a', 10_000_000),
        string.Concat(Enumerable.Repeat("- ", 100_000)),
        string.Concat(Enumerable.Repeat("? ", 50_000)),
        string.Concat(Enumerable.Repeat("a: \n ", 40_000)),
        string.Concat(Enumerable.Range(0, 15_000).Select(i => $"k{i}: 1\n")),
        string.Concat(Enumerable.Repeat("\"", 200_000)),
        string.Concat(Enumerable.Repeat("!!binary ", 20_000)),
        "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\naxes: {memory: *c}",
        "\0\u0001\uFFFD",
        "axes: {memory: " + new string('9', 200_000) + "}",
        "axes: {memory: 1G, strategy: " + new string('x', 200_000) + "}",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Parse_HostileText_IsAnErrorAndNoMore(string yaml)
    {
        SpecificationResult result = SweepSpecification.Parse(yaml, "s.yaml");

        Assert.Null(result.Specification);
        Assert.NotEmpty(result.Errors);
        Assert.All(result.Errors, error => Assert.True(error.Message.Length < 1000, "a message repeats the file"));
    }

    [Fact]
    public void Parse_RandomText_NeverThrows()
    {
        const string Alphabet = "{}[]:,-\n  &*!|>'\"ab%@#\t?axesmory1G";
        var random = new Random(20261123);
        for (int i = 0; i < 5_000; i++)
        {
            byte[] bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            string text = i % 2 == 0
                ? System.Text.Encoding.UTF8.GetString(bytes)
                : string.Concat(bytes.Select(b => Alphabet[b % Alphabet.Length]));

            SpecificationResult result = SweepSpecification.Parse(text, "random");

            Assert.True(result.Specification is not null || result.Errors.Count > 0, $"neither read nor refused: {text}");
        }
    }
}
