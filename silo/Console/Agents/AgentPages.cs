using S2Grid.Contracts.Agents;
using S2Grid.Contracts.Cluster;
using S2Grid.Views.Agents;
using S2Grid.Views.Grids;
using S2Grid.Web.Pages;

namespace S2Grid.Web.Agents;

/// <summary>The addresses of machines that measure.</summary>
internal static class AgentPages
{
    private const int ShownRuns = 20;
    private static readonly TimeSpan TokenLife = TimeSpan.FromHours(1);

    /// <summary>Puts the pages at their addresses.</summary>
    public static void MapAgents(this Routes routes, GridGrains grains, TimeProvider clock)
    {
        routes.Page("/agents", _ => ListAsync(grains, clock, token: null));
        routes.Page("/agents/{name}", async request =>
        {
            AgentStatus agent = await grains.Agents.Find(request.Route("name"));
            IReadOnlyList<AgentRun> runs = await grains.Agent(agent.Id).GetHistory(ShownRuns);
            return Page.Of<AgentPage>(
                agent.Name, (nameof(AgentPage.Agent), agent), (nameof(AgentPage.Runs), runs),
                (nameof(AgentPage.Now), clock.GetUtcNow()));
        });
        routes.Form("/agents/register", Role.Admin, async (_, _) =>
        {
            RegistrationToken token = await grains.Agents.CreateToken(new Dictionary<string, string>(), TokenLife);
            return (null, await ListAsync(grains, clock, token));
        });
        Tell("drain", Role.Operator, (agent, form) => agent.Drain(form["reason"].ToString()));
        Tell("resume", Role.Operator, (agent, _) => agent.Resume());
        Tell("retire", Role.Admin, (agent, _) => agent.Retire());
        Tell("revoke", Role.Admin, (agent, _) => agent.Revoke());

        void Tell(string what, Role role, Func<IAgentGrain, IFormCollection, Task> order) =>
            routes.Form($"/agents/{{name}}/{what}", role, async (request, form) =>
            {
                AgentStatus agent = await grains.Agents.Find(request.Route("name"));
                await order(grains.Agent(agent.Id), form);
                return (what == "retire" ? "/agents" : $"/agents/{Uri.EscapeDataString(agent.Name)}", null);
            });
    }

    private static async Task<Page> ListAsync(GridGrains grains, TimeProvider clock, RegistrationToken? token)
    {
        Task<ClusterStatus> cluster = grains.Cluster.Status();
        IReadOnlyList<AgentStatus> agents = await grains.Agents.List();
        return Page.Of<AgentListPage>(
            "Agents", (nameof(AgentListPage.Agents), agents), (nameof(AgentListPage.Now), clock.GetUtcNow()),
            (nameof(AgentListPage.Token), token), (nameof(AgentListPage.Command), Registration.CommandOf(await cluster)));
    }
}
