using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Serialization.Invocation;
using S2Grid.Security.Tokens;

namespace S2Grid.Security.Access;

/// <summary>
/// Lets a call through that carries a silo's proof, or a token whose role suffices for the method. Who sent a call is not asked: that
/// is what the sender says of itself.
/// </summary>
internal sealed class AccessFilter(TokenCache tokens, SiloProof proof) : IIncomingGrainCallFilter
{
    /// <summary>What a client's runtime itself calls before and beside the client's own calls: which grains there are, and that a call is
    /// cancelled.</summary>
    private static readonly HashSet<string> ForEveryClient =
    [
        "Orleans.Runtime.IClusterManifestSystemTarget",
        "Orleans.Runtime.IGrainCallCancellationManagerSystemTarget",
        "Orleans.Runtime.IGrainCallCancellationExtension",
        "Orleans.Runtime.ICancellationSourcesExtension",
    ];

    /// <summary>What a grain's timer sends to its own grain. It is never read from the network: there is no codec for it.</summary>
    private const string TimerTick = "Orleans.Runtime.GrainTimer+TimerTickInvoker";

    private readonly ConcurrentDictionary<MethodInfo, Role?> roles = new();

    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Request.GetType().FullName == TimerTick)
            return context.Invoke();
        if (RequestContext.Get(AccessKeys.Proof) is not string shown || !proof.Verify(shown))
            Check(context);
        return context.Invoke();
    }

    /// <exception cref="UnauthorizedAccessException">The call may not be made.</exception>
    private void Check(IIncomingGrainCallContext context)
    {
        MethodInfo method = context.InterfaceMethod;
        if (method.DeclaringType is { FullName: { } name } && ForEveryClient.Contains(name))
            return;
        Token token = Holder();
        if (IsOfAStream(context, ref method))
            return;
        string shown = $"{method.DeclaringType?.Name}.{method.Name}";
        if (roles.GetOrAdd(method, static method => method.GetCustomAttribute<RequiresRoleAttribute>()?.Role) is not { } needed)
            throw new UnauthorizedAccessException($"{shown} is for the grid's own use; no client may call it.");
        if (!Suffices(token.Role, needed))
        {
            throw new UnauthorizedAccessException(
                $"The token '{token.Name}' has the role {NameOf(token.Role)}; {shown} needs {NameOf(needed)}.");
        }
    }

    private Token Holder()
    {
        if (RequestContext.Get(AccessKeys.Token) is not string secret)
        {
            throw new UnauthorizedAccessException(
                "This cluster asks for a token, and the call has none. Its administrator makes one with 's2grid token create'.");
        }

        return tokens.Find(secret)
            ?? throw new UnauthorizedAccessException("The token is not known to this cluster: it was never made here, or it was revoked.");
    }

    /// <summary>
    /// A stream is begun by a call that carries the call of the method that yields it: then <paramref name="method"/> becomes that one.
    /// </summary>
    /// <returns>True if the call goes on with or ends a stream that the client has begun.</returns>
    private static bool IsOfAStream(IIncomingGrainCallContext context, ref MethodInfo method)
    {
        if (method.DeclaringType != typeof(IAsyncEnumerableGrainExtension))
            return false;
        if (method.Name != nameof(IAsyncEnumerableGrainExtension.StartEnumeration))
            return true;
        IInvokable begun =
            Enumerable.Range(0, context.Request.GetArgumentCount()).Select(context.Request.GetArgument).OfType<IInvokable>().Single();
        method = begun.GetMethod();
        return false;
    }

    private static bool Suffices(Role has, Role needed) => has == needed || (has != Role.Agent && has > needed);

    private static string NameOf(Role role) => role.ToString().ToLowerInvariant();
}
