using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace S2Grid.Security.Tokens;

/// <summary>
/// A file of tokens, which all silos of a cluster have: <c>{ "tokens": [ { "name", "role", "sha256", "expires" } ] }</c>.
/// </summary>
public static class TokensFile
{
    private const string Prefix = "s2g_";
    private const int SecretBytes = 32;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <summary>A new token: 256 random bits as text that needs no quotes.</summary>
    public static string NewSecret() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The hash by which a file knows a token.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Reads a file.</summary>
    /// <exception cref="RefusedException">It is missing, cannot be read or is not what it should be.</exception>
    public static IReadOnlyList<Token> Read(string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            Token[] tokens = JsonSerializer.Deserialize<Content>(stream, Json)?.Tokens ?? [];
            return Faults(tokens).FirstOrDefault() is { } fault
                ? throw new RefusedException(RefusalKind.Unusable, $"{file}: {fault}.") : tokens;
        }
        catch (JsonException e)
        {
            throw new RefusedException(RefusalKind.Unusable, $"{file} is not a valid tokens file: {e.Message}", cause: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(RefusalKind.Unusable, $"The tokens file {file} cannot be read: {e.Message}", cause: e);
        }
    }

    /// <summary>
    /// Changes a file that only its owner can read, in one step: whoever reads it meanwhile sees the old or the new one, and whoever
    /// changes it meanwhile waits. A file that is not there is one without tokens.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="change">What becomes of its tokens; where it throws, nothing.</param>
    /// <exception cref="RefusedException">It cannot be read or is not what it should be.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Change(string file, Func<IReadOnlyList<Token>, IReadOnlyList<Token>> change)
    {
        try
        {
            FileLock.Change(file, () =>
            {
                Token[] tokens = [.. change(File.Exists(file) ? Read(file) : [])];
                AtomicFile.Write(file, JsonSerializer.Serialize(new Content(tokens), Json) + "\n", AtomicFile.OwnerOnly);
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The tokens file {file} cannot be written: {e.Message}", e);
        }
    }

    private static IEnumerable<string> Faults(Token[] tokens)
    {
        foreach (Token token in tokens)
        {
            if (string.IsNullOrWhiteSpace(token.Name))
                yield return "a token has no name";
            if (token.Sha256.Length != 2 * SHA256.HashSizeInBytes || !token.Sha256.All(char.IsAsciiHexDigit))
                yield return $"the sha256 of the token '{token.Name}' is not 64 hexadecimal digits";
        }

        foreach (string twice in tokens.GroupBy(token => token.Name, StringComparer.Ordinal).Where(same => same.Count() > 1)
            .Select(same => same.Key))
        {
            yield return $"there are several tokens named '{twice}'";
        }
    }

    private sealed record Content(Token[] Tokens);
}
