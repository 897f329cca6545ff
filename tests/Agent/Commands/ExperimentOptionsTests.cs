using System.CommandLine;
using S2Grid.Agent.Commands;
using S2Grid.Protocol;

namespace S2Grid.Agent.Tests.Commands;

/// <summary>What bench's options make of an experiment.</summary>
public sealed class ExperimentOptionsTests
{
    [Theory]
    [InlineData(true, "--verify-counts", "--dirty-ring")]
    [InlineData(true, "--verify-counts", "yes", "--dirty-ring", "on")]
    [InlineData(true, "--verify-counts=true", "--dirty-ring=yes")]
    [InlineData(false, "--verify-counts", "no", "--dirty-ring=off")]
    [InlineData(false)]
    public void Read_OptionOfYesOrNo_MeansYesWhereItStandsAlone(bool expected, params string[] arguments)
    {
        var options = new ExperimentOptions();
        var command = new RootCommand();
        foreach (Option option in options.All)
            command.Add(option);

        Experiment experiment = options.Read(command.Parse(arguments));

        Assert.Equal(expected, experiment.VerifyCounts);
        Assert.Equal(expected, experiment.DirtyRing);
    }
}
