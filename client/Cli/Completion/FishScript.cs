namespace S2Grid.Cli.Completion;

/// <summary>Writes the completion script for fish.</summary>
internal static class FishScript
{
    public static void Write(IReadOnlyList<CompletionEntry> entries, TextWriter output)
    {
        string paths = string.Join(' ', entries.Where(entry => entry.Option is null).Select(entry => $"'{entry.Path}'"));
        output.WriteLine(
            $$"""
            function __s2grid_at
                set -l path s2grid
                for word in (commandline -opc)[2..]
                    contains -- "$path $word" {{paths}}; and set path "$path $word"
                end
                test "$path" = "$argv[1]"
            end
            complete -c s2grid -f
            """);
        foreach (CompletionEntry place in entries.Where(entry => entry.Option is null))
        {
            string at = $"complete -c s2grid -n \"__s2grid_at '{place.Path}'\"";
            foreach ((string word, string meaning) in place.Words)
            {
                CompletionEntry? value = entries.FirstOrDefault(entry => entry.Path == place.Path && entry.Option == word);
                string text = meaning.Length > 0 ? $" -d '{Escape(meaning)}'" : "";
                output.WriteLine($"{at} {Name(word)}{Value(value)}{text}");
            }

            if (place.Files)
                output.WriteLine($"{at} -F");
        }
    }

    private static string Name(string word) => word.StartsWith("--", StringComparison.Ordinal) ? $"-l {word[2..]}" : $"-a '{word}'";

    private static string Value(CompletionEntry? value) => value switch
    {
        null => "",
        { Files: true } => " -r -F",
        _ => $" -x -a '{string.Join(' ', value.Words.Select(word => word.Word))}'",
    };

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
}
