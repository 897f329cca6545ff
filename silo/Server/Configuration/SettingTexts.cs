using System.Diagnostics.CodeAnalysis;
using Npgsql;
using StackExchange.Redis;

namespace S2Grid.Server.Configuration;

/// <summary>Reads the texts of settings.</summary>
internal static class SettingTexts
{
    public const string Yes = "yes";
    public const string No = "no";

    private const int MaxClusterId = 64;

    /// <summary>What to say of a text that cannot be a cluster's id.</summary>
    public static string NoClusterId { get; } = $"is not a valid cluster id: at most {MaxClusterId} letters, digits, '-', '_' and '.'";

    public static bool TryReadClusterId(string text, out string value)
    {
        value = text;
        return text.Length is > 0 and <= MaxClusterId
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
    }

    public static bool TryReadAddress(string text, [MaybeNullWhen(false)] out IPAddress value)
    {
        value = IPAddress.Loopback;
        return text == "localhost" || IPAddress.TryParse(text, out value);
    }

    /// <summary>A word, since the parser takes no switch that needs a value.</summary>
    public static bool TryReadYesNo(string text, out string value)
    {
        bool isRead = YesNo.TryParse(text, out bool isYes);
        value = isYes ? Yes : No;
        return isRead;
    }

    public static bool TryReadSize(string text, out long? value)
    {
        bool isSize = ByteSize.TryParse(text, out ulong bytes) && bytes is > 0 and <= long.MaxValue;
        value = isSize ? (long)bytes : null;
        return isSize;
    }

    public static bool TryReadWebAddress(string text, [MaybeNullWhen(false)] out Uri value) =>
        Uri.TryCreate(text, UriKind.Absolute, out value) && (value.Scheme == Uri.UriSchemeHttp || value.Scheme == Uri.UriSchemeHttps);

    public static bool IsRedis(string text)
    {
        try
        {
            return ConfigurationOptions.Parse(text).EndPoints.Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public static bool IsPostgres(string text)
    {
        try
        {
            return !string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(text).Host);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            return false;
        }
    }
}
