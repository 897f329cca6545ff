namespace S2Grid.Views.Plans;

/// <summary>Which measured times of a sweep are compared with its cost models.</summary>
public static class ModelCoverage
{
    /// <summary>What is compared with them, whichever machine measures.</summary>
    public static string Describe(SweepSpecification specification) =>
        $"{string.Join(", ", specification.CostModels.Select(model => model.Identity))}: compared with whole ioctls (enable, clear) on "
        + "arm64 hardware, see /metrics; "
        + "there is no cost model for x86-64, and emulated and nested times are not compared"
        + string.Concat(specification.CostModels.Where(model => model.CalibratedOn is not null)
            .Select(model => $"; {model.Name} is compared with {model.CalibratedOn} alone"));

    /// <summary>Which agents' times are not compared with them, and why: a sentence for each reason.</summary>
    public static IEnumerable<string> Exceptions(SweepSpecification specification, IEnumerable<AgentStatus> agents) =>
        from agent in agents
        where agent.Health != AgentHealth.Retired && !agent.IsRevoked
        from model in specification.CostModels
        let machine = agent.Machine
        let refusal = PredictedIoctls.Refusal(machine.Architecture, machine.Origin, machine.RecordedOrigin, model)
            ?? PredictedIoctls.RefusalOf(model, new CalibratedOn(machine.NameOf(agent.Name), machine.Kernel, machine.Origin))
        where refusal is not null
        group agent.Name by refusal into alike
        select $"No prediction for what {string.Join(", ", alike.Distinct().Order(StringComparer.Ordinal))} will measure: {alike.Key}";
}
