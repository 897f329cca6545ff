using S2Grid.Experiments.Models;
using S2Grid.Experiments.Statistics;
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

        CostModel read = CostModelReader.Read(CostModelWriter.Write(model));

        Assert.Equal("12", read.Name);
        Assert.Equal(new CalibratedOn("bob's: lab", "6.12 #1  [31m", Provenance.Emulated), read.CalibratedOn);
        Assert.Equal((2, new Interval(1.5, 2, 1e7)), (read.TlbiRepeat, read.MemslotChange));
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
