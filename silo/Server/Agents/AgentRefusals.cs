using Grpc.Core;
using Grpc.Core.Interceptors;

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
        RefusedException refused => new Status(CodeOf(refused.Kind), refused.Message),
        RpcException => null,
        OperationCanceledException when context.CancellationToken.IsCancellationRequested =>
            new Status(StatusCode.Cancelled, "The agent has gone."),
        StorageException storage => new Status(StatusCode.Unavailable, $"{storage.Message} Try again."),
        OutOfMemoryException => null,
        _ => new Status(StatusCode.Unavailable, $"This silo cannot answer now: {exception.Message} Try again, or another silo."),
    };

    private static StatusCode CodeOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Wrong => StatusCode.InvalidArgument,
        RefusalKind.Unknown => StatusCode.PermissionDenied,
        RefusalKind.NoSession => StatusCode.Unauthenticated,
        RefusalKind.Duplicate => StatusCode.AlreadyExists,
        _ => StatusCode.NotFound,
    };
}
