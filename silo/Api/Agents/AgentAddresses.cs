using S2Grid.Api.Answers;
using S2Grid.Api.Requests;
using S2Grid.Views.Agents;
using S2Grid.Views.Grids;

namespace S2Grid.Api.Agents;

/// <summary>Machines that measure.</summary>
/// <param name="session">The grid.</param>
internal sealed class AgentAddresses(GridSession session)
{
    private const int ShownRuns = 20;

    /// <summary>Maps them.</summary>
    public void Map(Addresses api)
    {
        api.Get("/agents", "List the cluster's agents, whether they are online, and what they run", async (context, _, cancellation) =>
            await Answer.JsonAsync(
                context, (await session.AskAsync(grains => grains.Agents.List(), cancellation)).Select(AgentJson.Of)));
        api.Get("/agents/{agent}", "Show an agent, its machine and its last runs", async (context, _, cancellation) =>
        {
            AgentStatus agent = await FindAsync((string)context.Request.RouteValues["agent"]!, cancellation);
            IReadOnlyList<AgentRun> runs = await session.AskAsync(grains => grains.Agent(agent.Id).GetHistory(ShownRuns), cancellation);
            await Answer.MergedAsync(context, AgentJson.Of(agent), new { Runs = runs.Select(AgentJson.Of) });
        });
        var options = new RegistrationOptions();
        api.Map(
            HttpMethods.Post, "/agents/tokens",
            new Address(
                "Make a one-time token with which one machine's agent registers; it is shown only this once", Role.Admin,
                new QueryOptions("token", options.All), null, [Answer.Json])
            {
                Again = "Another token is made; the first expires unused.",
            },
            async (context, parse, cancellation) =>
            {
                RegistrationToken token = await session.AskAsync(grains => options.CreateAsync(grains, parse), cancellation);
                ClusterStatus status = await session.AskAsync(grains => grains.Cluster.Status(), cancellation);
                await Answer.JsonAsync(
                    context, new { Token = token.Secret, token.ExpiresAt, Register = Registration.CommandOf(status) },
                    StatusCodes.Status201Created);
            });
    }

    private async Task<AgentStatus> FindAsync(string nameOrId, CancellationToken cancellation)
    {
        try
        {
            return await session.AskAsync(grains => grains.Agents.Find(nameOrId), cancellation);
        }
        catch (RefusedException refused) when (refused.Kind == RefusalKind.Impossible)
        {
            throw new NotThereException(refused.Message, refused.Details, refused);
        }
    }
}
