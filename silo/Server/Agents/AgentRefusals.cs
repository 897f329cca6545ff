using Grpc.Core;
using Grpc.Core.Interceptors;
using S2Grid.Contracts;
using S2Grid.Contracts.Agents;
using S2Grid.Storage;

namespace S2Grid.Server.Agents;

/// <summary>Turns what goes wrong in a call into a status and a sentence that an agent can act on.</summary>
internal sealed class AgentRefusals : Interceptor
{
    /// <summary>Marks a call whose refusal has a sentence of the grid's own.</summary>
    public static readonly object IsExplained = new();

    /// <inheritdoc/>
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e) when (StatusOf(e, context) is { } status)
        {
            context.GetHttpContext().Items[IsExplained] = true;
            throw new RpcException(status);
        }
    }

    private static Status? StatusOf(Exception exception, ServerCallContext context) => exception switch
    {
        AgentRefusedException { Kind: AgentRefusal.Wrong } wrong => new Status(StatusCode.InvalidArgument, wrong.Message),
        AgentRefusedException { Kind: AgentRefusal.Unknown } unknown => new Status(StatusCode.PermissionDenied, unknown.Message),
        AgentRefusedException { Kind: AgentRefusal.NoSession } ended => new Status(StatusCode.Unauthenticated, ended.Message),
        AgentRefusedException { Kind: AgentRefusal.Duplicate } duplicate => new Status(StatusCode.AlreadyExists, duplicate.Message),
        SweepRefusedException refused => new Status(StatusCode.NotFound, refused.Message),
        RpcException => null,
        OperationCanceledException when context.CancellationToken.IsCancellationRequested => new Status(StatusCode.Cancelled, "The agent has gone."),
        StorageException storage => new Status(StatusCode.Unavailable, $"{storage.Message} Try again."),
        OutOfMemoryException => null,
        _ => new Status(StatusCode.Unavailable, $"This silo cannot answer now: {exception.Message} Try again, or another silo."),
    };
}
