namespace S2Grid.Mmu;

/// <summary>Yes and no as people write them: <c>true</c>, <c>yes</c>, <c>on</c>, <c>false</c>, <c>no</c>, <c>off</c>, in any case. The
/// one reader of them.</summary>
public static class YesNo
{
    /// <summary>Reads one.</summary>
    public static bool TryParse(string text, out bool isYes)
    {
        isYes = Is(text, "true", "yes", "on");
        return isYes || Is(text, "false", "no", "off");
    }

    /// <summary>As it is stored and shown: <c>true</c> or <c>false</c>.</summary>
    public static string Format(bool isYes) => isYes ? "true" : "false";

    private static bool Is(string text, params ReadOnlySpan<string> words)
    {
        foreach (string word in words)
        {
            if (text.Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
