namespace S2Grid.Security.Access;

/// <summary>Adds the silo's proof to the calls of its grains and services, but not to calls of clients.</summary>
internal sealed class ProofSender(SiloProof proof) : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.TargetId.IsClient())
            RequestContext.Remove(AccessKeys.Proof);
        else
            RequestContext.Set(AccessKeys.Proof, proof.Value);
        await context.Invoke();
    }
}
