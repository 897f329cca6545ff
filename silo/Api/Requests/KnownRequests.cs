using System.Security.Cryptography;
using System.Text;
using S2Grid.Grains;

namespace S2Grid.Api.Requests;

/// <summary>
/// What requests with an <c>Idempotency-Key</c> were answered, for a day, so that one that is sent again is done once. Each silo knows what
/// it was asked; <see cref="Address.Again"/> says what comes of it where another one is asked, or the same after a restart.
/// </summary>
/// <param name="settings">Has the clock.</param>
internal sealed class KnownRequests(GridSettings settings)
{
    /// <summary>The header.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>What it does, for the document.</summary>
    public const string Meaning =
        "The same request with the same key is done once, and answered as the first time, for a day by the silo that was asked. Where "
        + "its key is not known:";

    private const int MaxKeyLength = 255;
    private const int MostKept = 10_000;
    private const long MostBytes = 64 << 20;
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    private readonly OrderedDictionary<string, Known> requests = new(StringComparer.Ordinal);
    private readonly Lock mutex = new();
    private long bytes;

    /// <summary>Whether a request has a key.</summary>
    public static bool HasKey(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method) && context.Request.Headers[Header].ToString().Length > 0;

    /// <summary>Does what a request asks for, or answers as it was answered when that was done. What failed is not kept.</summary>
    /// <param name="context">The request.</param>
    /// <param name="action">Does it, and answers.</param>
    /// <exception cref="UsageException">The key is too long, or came with something else before.</exception>
    public async Task OnceAsync(HttpContext context, Func<Task> action)
    {
        if (!HasKey(context))
        {
            await action();
            return;
        }

        string key = context.Request.Headers[Header].ToString();
        if (key.Length > MaxKeyLength)
            throw new UsageException(new UsageError($"{Header} has more than {MaxKeyLength} characters", null, Header));

        string body = await RequestBody.ReadTextAsync(context);
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        string caller = context.Request.Headers.Authorization.ToString();
        string request = Hash($"{context.Request.Path}{context.Request.QueryString}\n{body}");
        await (await FirstAsync(Hash($"{caller}\n{key}"), request, key, () => AnswerOf(context, action))).WriteAsync(context.Response);
    }

    /// <summary>The answer to the request that came first with a key.</summary>
    private async Task<KeptAnswer> FirstAsync(string whose, string request, string key, Func<Task<KeptAnswer>> answer)
    {
        Known? known;
        lock (mutex)
        {
            if (!requests.TryGetValue(whose, out known) || !IsKept(known))
            {
                Forget(whose);
                requests.Add(whose, known = new Known(request, settings.Clock.GetTimestamp(), answer()));
            }
        }

        if (known.Request != request)
            throw Other(key);

        KeptAnswer done = await known.Answer;
        Count(whose, known, done.Body.Length);
        return done;
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

    private bool IsKept(Known before) =>
        settings.Clock.GetElapsedTime(before.At) < Life && !before.Answer.IsFaulted && !before.Answer.IsCanceled;

    /// <summary>Counts an answer, once, and forgets the oldest where more is kept than a silo has room for.</summary>
    private void Count(string whose, Known known, long length)
    {
        lock (mutex)
        {
            if (requests.GetValueOrDefault(whose) != known)
                return;

            bytes += length - known.Bytes;
            known.Bytes = length;
            while (requests.Count > MostKept || (bytes > MostBytes && requests.Count > 1))
                Forget(requests.GetAt(0).Key);
        }
    }

    private void Forget(string whose)
    {
        if (requests.Remove(whose, out Known? old))
            bytes -= old.Bytes;
    }

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static UsageException Other(string key) => new(new UsageError(
        $"{Header}: '{PrintableText.Sanitize(key)}' came with another request before; each needs a key of its own", key, Header));

    private sealed class Known(string request, long at, Task<KeptAnswer> answer)
    {
        public string Request => request;

        public long At => at;

        public Task<KeptAnswer> Answer => answer;

        /// <summary>The bytes of the answer, once they are counted.</summary>
        public long Bytes { get; set; }
    }
}
