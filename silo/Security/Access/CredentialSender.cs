namespace S2Grid.Security.Access;

/// <summary>Sends a credential along with each call, but a silo's proof never with a call of a client.</summary>
/// <param name="key">The credential's key in the request context.</param>
/// <param name="credential">Makes the credential.</param>
internal sealed class CredentialSender(string key, Func<string> credential) : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.TargetId.IsClient())
            RequestContext.Remove(key);
        else
            RequestContext.Set(key, credential());
        await context.Invoke();
    }
}
