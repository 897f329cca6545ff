using System.Text;
using S2Grid.Api.Answers;

namespace S2Grid.Api.Requests;

/// <summary>Texts that requests bring.</summary>
internal static class RequestBody
{
    /// <summary>The most bytes of a text: 1 MiB.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Reads the whole text.</summary>
    /// <exception cref="UsageException">It is too large, or is no UTF-8.</exception>
    public static async Task<string> ReadTextAsync(HttpContext context)
    {
        string largest = HumanSize.Describe(MaxBytes);
        if (context.Request.ContentLength > MaxBytes)
            throw new TooLargeException($"The body is larger than {largest}.");

        using var whole = new MemoryStream();
        byte[] buffer = new byte[1 << 14];
        int count;
        while ((count = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            whole.Write(buffer, 0, count);
            if (whole.Length > MaxBytes)
                throw new TooLargeException($"The body is larger than {largest}.");
        }

        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(whole.ToArray())
                .TrimStart('\ufeff');
        }
        catch (DecoderFallbackException)
        {
            throw new UsageException(new UsageError("the body is not UTF-8"));
        }
    }
}
