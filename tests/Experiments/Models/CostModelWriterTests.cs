using S2Grid.Experiments.Models;
using S2Grid.Experiments.Statistics;
using S2Grid.Mmu.Counters;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Models;

public sealed class CostModelWriterTests
{
    public static TheoryData<string> Shipped => [.. CostModels.All.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Write_ShippedModel_IsReadAsTheSame(string name)
    {
        CostModel model = CostModels.Find(name)!;

        CostModel read = CostModelReader.Read(CostModelWriter.Write(model));

        Assert.Equal(model.Digest, read.Digest);
        Assert.Equal((model.Description, model.Limits, model.Machine), (read.Description, read.Limits, read.Machine));
        Assert.Equal(model.Parameters.Select(one => (one.Event, one.Source)), read.Parameters.Select(one => (one.Event, one.Source)));
    }

    [Fact]
    public void Write_CalibratedModel_KeepsItsKeyWhateverTheKernelIsCalled()
    {
        CostModel model = CostModels.Find("arm64-priors")! with
        {
            Name = "12",
            TlbiRepeat = 2,
            CalibratedOn = new CalibratedOn("bob's: lab", "6.12 #1 \u001b[31m", Provenance.Emulated),
            MemslotChange = new Interval(1.5, 2, 1e7),
        };

        double[][] rows = [.. Enumerable.Range(0, model.CostCount).Select(row =>
            Enumerable.Range(0, row + 1).Select(column => column == row ? 1 / 3.0 : -1e-9).ToArray())];
        model = model with { Joint = new JointCosts([.. rows.Select(row => row[0])], rows, 3) };

        CostModel read = CostModelReader.Read(CostModelWriter.Write(model));

        Assert.NotEqual((model with { Joint = null }).Digest, model.Digest);
        Assert.Equal(model.Joint.Estimates, read.Joint!.Estimates);
        Assert.Equal(rows.SelectMany(row => row), read.Joint.Covariance.SelectMany(row => row));
        Assert.Equal("12", read.Name);
        Assert.Equal(new CalibratedOn("bob's: lab", "6.12 #1  [31m", Provenance.Emulated), read.CalibratedOn);
        Assert.Equal((2, new Interval(1.5, 2, 1e7)), (read.TlbiRepeat, read.MemslotChange));
    }

    /// <summary>Two costs of which only the sum is known well: so is a time of both, and a change from one to the other is not.</summary>
    [Fact]
    public void Predict_CostsThatTradeWithOneAnother_KnowsTheirSumAndNotTheirDifference()
    {
        const string Yaml = """
            {name: m, description: d, costs: absolute, scope: ioctl, machine: x, limits: l, parameters: [
            {event: a, phase: level-visits, counter: walks, low: 0, mid: 100, high: 200, source: s},
            {event: b, phase: level-visits, counter: topups, low: 0, mid: 100, high: 200, source: s}],
            joint: {freedom: 1000, estimates: [100, 100], covariance: [[2500], [-2499, 2500]]}}
            """;
        CostModel model = CostModelReader.Read(Yaml);

        Interval time = model.PredictTime(Counts(1, 1));
        Interval change = model.PredictChange(Counts(10, 10), Counts(11, 11))!.Value;

        Assert.Equal(197.2, time.Low, 0.1);
        Assert.Equal(202.8, time.High, 0.1);
        Assert.Equal(0.1, change.Low, 1e-9);
        Assert.Equal(0.1, change.High, 1e-9);
        Assert.InRange(model.PredictChange(Counts(1, 0), Counts(0, 1))!.Value.High, 100, double.MaxValue);
        Assert.Equal(new Interval(0, 200, 400), (model with { Joint = null }).PredictTime(Counts(1, 1)));

        static StepCounters Counts(long walks, long topups)
        {
            var counters = new StepCounters();
            counters.Values[CounterLayout.Find("walks")!.Offset] = walks;
            counters.Values[CounterLayout.Find("topups")!.Offset] = topups;
            return counters;
        }
    }

    [Theory]
    [InlineData("{freedom: 0, estimates: [1], covariance: [[1]]}", "'freedom' is a whole number of at least 1")]
    [InlineData("{freedom: 3, estimates: [], covariance: [[1]]}", "'estimates' has a number for each of 1 costs")]
    [InlineData("{freedom: 3, estimates: [1], covariance: [[1], [2]]}", "'covariance' has a row for each of 1 costs")]
    [InlineData("{freedom: 3, estimates: [1], covariance: [[-1]]}", "'covariance' is of no costs")]
    [InlineData("7", "'joint' is a mapping with freedom, estimates and covariance.")]
    public void Read_FaultyJoint_SaysWhatItMustBe(string joint, string expected)
    {
        string message = Assert.Throws<FormatException>(() => CostModelReader.Read(
            "{name: m, description: d, costs: absolute, scope: ioctl, machine: x, limits: l, parameters: ["
                + "{event: a, phase: level-visits, counter: walks, low: 0, mid: 1, high: 2, source: s}], joint: " + joint + "}")).Message;

        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FaultyKey_SaysWhatIsWrongWhere()
    {
        string yaml = CostModelWriter.Write(CostModels.Find("arm64-priors")!)
            + "calibrated-on: {agent: a, kernal: b, provenance: simulated}\nmemslot-change: {low: 2, mid: 1, high: 3}\n";

        string message = Assert.Throws<FormatException>(() => CostModelReader.Read(yaml)).Message;

        Assert.Contains("A cost model has no 'kernal' here.", message, StringComparison.Ordinal);
        Assert.Contains("'kernel' is missing", message, StringComparison.Ordinal);
        Assert.Contains("'provenance' cannot be 'simulated'; it is one of emulated, nested, hardware, replayed.", message,
            StringComparison.Ordinal);
        Assert.Contains("A cost needs 0 <= low <= mid <= high.", message, StringComparison.Ordinal);
    }
}
