using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace S2Grid.Api.Requests;

/// <summary>An answer that is sent again where it is asked for again.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Type">Its media type; null for an answer without a body.</param>
/// <param name="Location">Where what was made is; null where nothing was.</param>
/// <param name="Body">The body.</param>
internal sealed record KeptAnswer(int Status, string? Type, string? Location, byte[] Body)
{
    private const int KeyBytes = 32;

    private static readonly int NonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagBytes = AesGcm.TagByteSizes.MaxSize;

    /// <summary>The answer that a response has become.</summary>
    public static KeptAnswer Of(HttpResponse response, byte[] body) =>
        new(response.StatusCode, response.ContentType, response.Headers.Location, body);

    /// <summary>Opens a sealed answer.</summary>
    /// <exception cref="CryptographicException">It is not as it was sealed.</exception>
    public static KeptAnswer Open(byte[] closed, string secret)
    {
        if (closed.Length < NonceBytes + TagBytes)
            throw new CryptographicException();

        byte[] open = new byte[closed.Length - NonceBytes - TagBytes];
        using AesGcm cipher = Cipher(secret);
        cipher.Decrypt(closed.AsSpan(0, NonceBytes), closed.AsSpan(NonceBytes, open.Length), closed.AsSpan(^TagBytes..), open);
        return JsonSerializer.Deserialize<KeptAnswer>(open)!;
    }

    /// <summary>Seals it by a secret that only who asked has: an answer may have a token in it, which is shown to nobody else.</summary>
    public byte[] Seal(string secret)
    {
        byte[] open = JsonSerializer.SerializeToUtf8Bytes(this);
        byte[] closed = new byte[NonceBytes + open.Length + TagBytes];
        RandomNumberGenerator.Fill(closed.AsSpan(0, NonceBytes));
        using AesGcm cipher = Cipher(secret);
        cipher.Encrypt(closed.AsSpan(0, NonceBytes), open, closed.AsSpan(NonceBytes, open.Length), closed.AsSpan(^TagBytes..));
        return closed;
    }

    /// <summary>Answers with it.</summary>
    public Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        response.ContentType = Type;
        response.Headers.Location = Location;
        return response.Body.WriteAsync(Body, response.HttpContext.RequestAborted).AsTask();
    }

    private static AesGcm Cipher(string secret) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), KeyBytes, info: "answer"u8.ToArray()), TagBytes);
}
