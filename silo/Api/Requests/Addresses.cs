using S2Grid.Api.Access;
using S2Grid.Api.Answers;

namespace S2Grid.Api.Requests;

/// <summary>Maps addresses: who asks is asked for a token, parameters are read, and whatever goes wrong is told.</summary>
internal sealed partial class Addresses(IEndpointRouteBuilder endpoints)
{
    /// <summary>What all addresses begin with.</summary>
    public const string Root = "/api/v1";

    /// <summary>What events that are sent as they come are called: an answer that has no end of its own.</summary>
    public const string EventStream = "text/event-stream";

    /// <summary>How long an answer may take to be made.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TokenCache? tokens = endpoints.ServiceProvider.GetService<TokenCache>();
    private readonly KnownRequests known = endpoints.ServiceProvider.GetRequiredService<KnownRequests>();
    private readonly ILogger<Addresses> logger = endpoints.ServiceProvider.GetRequiredService<ILogger<Addresses>>();

    /// <summary>Maps an address that changes nothing.</summary>
    public void Get(
        string path, string summary, Func<HttpContext, ParseResult, CancellationToken, Task> answer, QueryOptions? query = null,
        params IReadOnlyList<string> answers) =>
        Map(HttpMethods.Get, path, new Address(summary, Role.Viewer, query, null, answers.Count == 0 ? [Answer.Json] : answers), answer);

    /// <summary>Maps an address.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path below <see cref="Root"/>.</param>
    /// <param name="address">What is said of it.</param>
    /// <param name="answer">Answers.</param>
    public void Map(string method, string path, Address address, Func<HttpContext, ParseResult, CancellationToken, Task> answer)
    {
        QueryOptions query = address.Query ?? new QueryOptions(path.Trim('/'), []);
        Delegate handler = (HttpContext context) => AnswerAsync(context, address, cancellation =>
            known.OnceAsync(context, address, () => answer(context, query.Read(context.Request.Query), cancellation), cancellation));
        endpoints.MapMethods(Root + path, [method], handler).WithMetadata(address).WithTags(path.Split('/')[1]);
    }

    /// <summary>Answers where nothing is.</summary>
    public void MapRest()
    {
        Delegate handler = (HttpContext context) => new Problem(
            StatusCodes.Status404NotFound, $"There is nothing at {PrintableText.Sanitize(context.Request.Path.Value ?? "")}. "
            + $"{Root}/openapi.json says what there is.").WriteAsync(context);
        endpoints.Map(Root + "/{**rest}", handler).ExcludeFromDescription();
    }

    private async Task AnswerAsync(HttpContext context, Address address, Func<CancellationToken, Task> answer)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(
            KnownRequests.HasKey(context, address) ? CancellationToken.None : context.RequestAborted);
        if (!address.Answers.Contains(EventStream))
            patience.CancelAfter(Patience);

        try
        {
            Protect(context.Response);
            if (Origins.Refusal(context.Request, tokens is null) is { } foreign)
            {
                await new Problem(StatusCodes.Status403Forbidden, foreign).WriteAsync(context);
                return;
            }

            if (BearerCheck.Refusal(tokens, context.Request.Headers.Authorization, address.Role) is var (status, reason))
            {
                await new Problem(status, reason).WriteAsync(context);
                return;
            }

            await answer(patience.Token);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            Protect(context.Response);
            await ProblemOf(e, patience.IsCancellationRequested).WriteAsync(context);
        }
    }

    private Problem ProblemOf(Exception exception, bool isLate)
    {
        if (isLate && exception is OperationCanceledException)
        {
            return new Problem(
                StatusCodes.Status503ServiceUnavailable,
                $"This takes longer than {Patience.TotalMinutes:0} minutes, and was given up; ask for less, with 'where'.");
        }

        if (Problem.Of(exception) is { } problem)
            return problem;

        string id = Guid.NewGuid().ToString("N")[..12];
        LogFault(exception, id);
        return new Problem(StatusCodes.Status500InternalServerError, $"This is a fault of the silo; its log has it under {id}.");
    }

    private static void Protect(HttpResponse response)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed ({Id})")]
    private partial void LogFault(Exception fault, string id);
}
