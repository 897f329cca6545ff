namespace S2Grid.Security.Access;

/// <summary>Sends a client's token along with each of its calls.</summary>
internal sealed class TokenSender(string token) : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        RequestContext.Set(AccessKeys.Token, token);
        await context.Invoke();
    }
}
