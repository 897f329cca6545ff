using System.Text;

namespace S2Grid.Experiments.Runs;

/// <summary>The words for enumerated values, the same in files, options, columns, labels and sentences.</summary>
public static class Words
{
    /// <summary>The word for a value in files, options and columns: its name in lower case with dashes, as <c>split-call</c>.</summary>
    public static string Word<T>(this T value)
        where T : struct, Enum => Table<T>.Words[value];

    /// <summary>The value with that word, in any case; null if there is none.</summary>
    public static T? Find<T>(string word)
        where T : struct, Enum => Table<T>.Values.TryGetValue(word, out T value) ? value : null;

    /// <summary>The words for all values, in the order of their declaration.</summary>
    public static IReadOnlyCollection<string> All<T>()
        where T : struct, Enum => Table<T>.Values.Keys;

    /// <summary>The scope for people, to be put after "the".</summary>
    public static string Describe(this Scope scope) => scope switch
    {
        Scope.SplitCall => "split call",
        Scope.Ioctl => "whole ioctl",
        _ => "guest's writes",
    };

    private static string WordOf(string name)
    {
        var word = new StringBuilder(name.Length + 4);
        foreach (char letter in name)
            word.Append(char.IsUpper(letter) && word.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(letter));

        return word.ToString();
    }

    private static class Table<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T,
            string> Words = Enum.GetValues<T>().ToDictionary(value => value, value => WordOf(value.ToString()));

        public static readonly OrderedDictionary<string, T> Values =
            new(Words.Select(pair => KeyValuePair.Create(pair.Value, pair.Key)), StringComparer.OrdinalIgnoreCase);
    }
}
