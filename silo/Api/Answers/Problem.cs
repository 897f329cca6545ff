using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using S2Grid.Api.Access;
using S2Grid.Mmu.Tables;

namespace S2Grid.Api.Answers;

/// <summary>What went wrong, as <c>application/problem+json</c> (RFC 9457): in the words of the command line, all faults at once.</summary>
/// <param name="Status">The status.</param>
/// <param name="Detail">What is wrong, in a sentence.</param>
/// <param name="Errors">Each fault with its place; empty where there is no more to say.</param>
/// <param name="Details">Further lines.</param>
internal sealed record Problem(int Status, string Detail, IReadOnlyList<UsageError> Errors, IReadOnlyList<string> Details)
{
    /// <summary>What it is called.</summary>
    public const string Type = "application/problem+json";

    private const int RetrySeconds = 2;

    public Problem(int status, string detail, IReadOnlyList<string>? details = null)
        : this(status, detail, [], details ?? [])
    {
    }

    /// <summary>The problem that an exception is; null for a fault of our own.</summary>
    public static Problem? Of(Exception exception) => exception switch
    {
        UsageException wrong => new Problem(
            StatusCodes.Status400BadRequest,
            wrong.Errors.Count == 1 ? wrong.Errors[0].Message.Split('\n')[0] : $"{wrong.Errors.Count} things are wrong.", wrong.Errors, []),
        NotThereException nothing => new Problem(
            StatusCodes.Status404NotFound, nothing.Message, nothing.Error is { } error ? [error] : [], nothing.Details),
        RefusedException refused => new Problem(StatusOf(refused.Kind), refused.Message, refused.Details),
        TooLargeException large => new Problem(StatusCodes.Status413PayloadTooLarge, large.Message),
        BadHttpRequestException bad => new Problem(bad.StatusCode, bad.Message),
        TableMemoryException memory => new Problem(StatusCodes.Status507InsufficientStorage, memory.Message),
        StorageException storage => new Problem(StatusCodes.Status503ServiceUnavailable, storage.Message),
        TimeoutException or OrleansException or OperationCanceledException => new Problem(
            StatusCodes.Status503ServiceUnavailable, "The cluster cannot answer now; try again, or ask another silo."),
        _ => null,
    };

    /// <summary>Answers with it.</summary>
    public Task WriteAsync(HttpContext context)
    {
        if (Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers[HeaderNames.WWWAuthenticate] = BearerCheck.Challenges.ToArray();

        if (Status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = RetrySeconds.ToString(CultureInfo.InvariantCulture);

        return Answer.TextAsync(
            context,
            text => JsonOutput.WriteMerged(
                text,
                [
                    new { Type = "about:blank", Title = ReasonPhrases.GetReasonPhrase(Status), Status, Detail = Shown(Detail) },
                    .. Errors.Count == 0 ? [] : new object[] { new { Errors = Errors.Select(Document) } },
                    .. Details.Count == 0 ? [] : new object[] { new { Details = Details.Select(Shown) } },
                ]),
            Type,
            Status);
    }

    /// <summary>A text that leaves a terminal alone.</summary>
    private static string Shown(string text) => PrintableText.SanitizeLines(text);

    private static object Document(UsageError error) => new
    {
        Message = Shown(error.Message),
        Parameter = error.After?.TrimStart('-'),
        Value = error.Fault,
        DidYouMean = error.Suggestion,
        error.Place?.Line,
        error.Place?.Column,
    };

    private static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Wrong or RefusalKind.Condition or RefusalKind.Incomparable => StatusCodes.Status400BadRequest,
        RefusalKind.Unusable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status409Conflict,
    };
}
