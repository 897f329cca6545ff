using System.Security.Cryptography;
using System.Text;
using S2Grid.Api.Answers;
using S2Grid.Grains;

namespace S2Grid.Api.Requests;

/// <summary>
/// What requests with an <c>Idempotency-Key</c> were answered, for a day, so that one that is sent again is done once, whichever silo gets
/// it: they stand in the catalogue. Who does one gives signs there; if they stop for a while, by the clock of who waits, its silo has died,
/// and <see cref="Address.Again"/> says what becomes of it.
/// </summary>
/// <param name="catalogue">Has them.</param>
/// <param name="settings">Has the clock.</param>
/// <param name="logger">Where is told what cannot be written down.</param>
internal sealed partial class KnownRequests(SweepCatalogue catalogue, GridSettings settings, ILogger<KnownRequests> logger)
{
    /// <summary>The header.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>What it does, for the document.</summary>
    public const string Meaning =
        "The same request with the same key is done once, and answered as the first time, for a day, whichever silo is asked. Where a silo "
        + "died before it answered:";

    private const int MaxKeyLength = 255;
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenSigns = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(0.2);

    /// <summary>Whether a request has a key, and its address takes one.</summary>
    public static bool HasKey(HttpContext context, Address address) =>
        address.Again is not null && context.Request.Headers[Header].ToString().Length > 0;

    /// <summary>Does what a request asks for, or answers as it was answered when that was done. What failed is not kept.</summary>
    /// <param name="context">The request.</param>
    /// <param name="address">What is said of its address.</param>
    /// <param name="action">Does it, and answers.</param>
    /// <param name="cancellation">Ends the wait for another that does the same.</param>
    /// <exception cref="UsageException">The key is too long, or came with something else before.</exception>
    /// <exception cref="RefusedException">It was begun before, and nobody knows whether it was done.</exception>
    public async Task OnceAsync(HttpContext context, Address address, Func<Task> action, CancellationToken cancellation)
    {
        if (!HasKey(context, address))
        {
            await action();
            return;
        }

        string key = context.Request.Headers[Header].ToString();
        if (key.Length > MaxKeyLength)
            throw new UsageException(new UsageError($"{Header} has more than {MaxKeyLength} characters", null, Header));

        string body = await RequestBody.ReadTextAsync(context);
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        string secret = $"{context.Request.Headers.Authorization}\n{key}";
        string request = Hash($"{context.Request.Path}{context.Request.QueryString}\n{body}");
        RequestRecord known = await TakeAsync(Hash(secret), request, cancellation);
        if (known.Request != request)
            throw Other(key);

        KeptAnswer answer = known.Answer is { } kept ? Open(kept, secret) : await DoAsync(context, address, action, known, secret);
        await answer.WriteAsync(context.Response);
    }

    /// <summary>Takes a request, once nobody else does it; or what is known of it, if it was answered or is another one.</summary>
    private async Task<RequestRecord> TakeAsync(string hash, string request, CancellationToken cancellation)
    {
        string holder = Guid.NewGuid().ToString("N");
        (RequestRecord? lastSign, long since) = (null, 0);
        while (true)
        {
            DateTimeOffset now = settings.Clock.GetUtcNow();
            RequestRecord? silent = settings.Clock.GetElapsedTime(since) >= Silence ? lastSign : null;
            RequestRecord known = await catalogue.Requests.Take(new RequestRecord(hash, request, now + Life, holder), now, silent);
            if (known.Holder == holder || known.Answer is not null || known.Request != request)
                return known;

            if (known != lastSign)
                (lastSign, since) = (known, settings.Clock.GetTimestamp());
            await Task.Delay(Poll, settings.Clock, cancellation);
        }
    }

    private async Task<KeptAnswer> DoAsync(
        HttpContext context, Address address, Func<Task> action, RequestRecord taken, string secret)
    {
        if (taken.IsAgain && !address.MayRepeat)
        {
            throw new RefusedException(
                $"A silo died while it did this request, and nobody knows how far it came. {address.Again} "
                + $"To do it all the same, send it with another {Header}.");
        }

        try
        {
            KeptAnswer answer = await HoldAsync(taken, AnswerOf(context, action));
            await catalogue.Requests.Answer(taken.Hash, taken.Holder, answer.Seal(secret));
            return answer;
        }
        catch (Exception e) when (address.MayRepeat || Problem.Of(e) is { Status: < StatusCodes.Status500InternalServerError })
        {
            // Where this fails, too, another takes it after a while.
            await TryAsync(() => catalogue.Requests.Forget(taken.Hash, taken.Holder));
            throw;
        }
    }

    /// <summary>Makes an answer to its end, also where nobody waits for it any more: who asks again is told the same.</summary>
    private static async Task<KeptAnswer> AnswerOf(HttpContext context, Func<Task> action)
    {
        await Task.Yield();
        Stream sent = context.Response.Body;
        CancellationToken aborted = context.RequestAborted;
        using var kept = new MemoryStream();
        (context.Response.Body, context.RequestAborted) = (kept, CancellationToken.None);
        try
        {
            await action();
            return KeptAnswer.Of(context.Response, kept.ToArray());
        }
        finally
        {
            (context.Response.Body, context.RequestAborted) = (sent, aborted);
        }
    }

    /// <summary>Says that a request is being done until it is.</summary>
    private async Task<KeptAnswer> HoldAsync(RequestRecord taken, Task<KeptAnswer> answer)
    {
        using var done = new CancellationTokenSource();
        while (await Task.WhenAny(answer, Task.Delay(BetweenSigns, settings.Clock, done.Token)) != answer)
            await TryAsync(() => catalogue.Requests.Hold(taken.Hash, taken.Holder));

        await done.CancelAsync();
        return await answer;
    }

    private async Task TryAsync(Func<Task> change)
    {
        try
        {
            await change();
        }
        catch (StorageException e)
        {
            LogFault(e.Message);
        }
    }

    private KeptAnswer Open(byte[] kept, string secret)
    {
        try
        {
            return KeptAnswer.Open(kept, secret);
        }
        catch (CryptographicException e)
        {
            throw new StorageException(
                $"The catalogue {catalogue.Place} is damaged: the answer that this {Header} had is not as it was written. Use another one.",
                e);
        }
    }

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static UsageException Other(string key) => new(new UsageError(
        $"{Header}: '{PrintableText.Sanitize(key)}' came with another request before; each needs a key of its own", key, Header));

    [LoggerMessage(Level = LogLevel.Warning, Message = "What became of a request with a key cannot be written down now: {Reason}")]
    private partial void LogFault(string reason);
}
