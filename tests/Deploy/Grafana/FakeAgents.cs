using Microsoft.Extensions.DependencyInjection;
using S2Grid.Experiments;
using S2Grid.Grains;

namespace S2Grid.Deploy.Tests.Grafana;

/// <summary>Agents of each provenance that report a run of the baseline and one of the RFC, as a silo hears of them.</summary>
internal static class FakeAgents
{
    private static readonly (string Name, Provenance Provenance, string State, string Health)[] Agents =
    [
        ("altra-1", Provenance.Hardware, "busy", "active"),
        ("qemu-1", Provenance.Emulated, "idle", "maintenance"),
        ("recorded-1", Provenance.Replayed, "offline", "quarantined"),
    ];

    public static void Measure(IServiceProvider services, string sweepId)
    {
        AgentInstruments instruments = services.GetRequiredService<AgentInstruments>();
        SweepPlan plan = SweepSpecification.Parse(
            "name: measured\naxes: { memory: 1G, backing: thp, scenario: enable, strategy: [baseline, rfc], chunk: 1G }\n", "measured.yaml").Specification!.Plan;
        foreach ((string name, Provenance provenance, string state, string health) in Agents)
        {
            services.GetRequiredService<AgentBoard>().Show(
                name, new AgentFigures(name, provenance, "6.16.0", "0.1.0", state, health, DateTimeOffset.UtcNow.AddSeconds(-1)));
            for (int run = 0; run < 2; run++)
            {
                long enable = plan[run].Configuration.Strategy == "rfc" ? 16_000_000 : 20_000_000;
                instruments.Measured(
                    name, provenance, plan[run], sweepId, [("populate", Scope.Guest, 400_000_000), ("enable", Scope.Ioctl, enable), ("dirty-1", Scope.Guest, 90_000_000)]);
                instruments.Reported(name, provenance, "done");
                instruments.Checked(name, provenance, "altra", Scope.Ioctl, enable, new Interval(12e6, 15e6, 18e6));
            }

            instruments.LeaseExpired(name);
        }
    }
}
