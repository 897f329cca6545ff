namespace S2Grid.Common;

/// <summary>Finds the word that was probably meant.</summary>
public static class DidYouMean
{
    private const int MaxLength = 64;

    /// <summary>The known word nearest to <paramref name="given"/>, or null if none is near.</summary>
    /// <remarks>
    /// Distance is that of Damerau and Levenshtein (insert, delete, change, swap neighbours), ignoring case; near is at most a third of
    /// the word, and at least one.
    /// </remarks>
    public static string? Suggest(string given, IEnumerable<string> known)
    {
        if (given.Length is 0 or > MaxLength)
            return null;

        string? nearest = null;
        int smallest = Math.Max(1, given.Length / 3) + 1;
        foreach (string word in known)
        {
            int distance = Distance(given.ToLowerInvariant(), word.ToLowerInvariant());
            if (distance < smallest)
                (smallest, nearest) = (distance, word);
        }

        return nearest;
    }

    private static int Distance(string a, string b)
    {
        int[,] distance = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            distance[i, 0] = i;

        for (int j = 0; j <= b.Length; j++)
            distance[0, j] = j;

        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int change = a[i - 1] == b[j - 1] ? 0 : 1;
                distance[i, j] = Math.Min(Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1, distance[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    distance[i, j] = Math.Min(distance[i, j], distance[i - 2, j - 2] + 1);
            }
        }

        return distance[a.Length, b.Length];
    }
}
