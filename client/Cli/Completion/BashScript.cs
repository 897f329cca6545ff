namespace S2Grid.Cli.Completion;

/// <summary>Writes the completion script for bash, which zsh reads by its own emulation of bash.</summary>
internal static class BashScript
{
    public static void WriteForZsh(IReadOnlyList<CompletionEntry> entries, TextWriter output)
    {
        output.WriteLine("#compdef s2grid\nautoload -U +X compinit && compinit -u\nautoload -U +X bashcompinit && bashcompinit");
        Write(entries, output);
    }

    public static void Write(IReadOnlyList<CompletionEntry> entries, TextWriter output)
    {
        string paths = string.Join('|', entries.Where(entry => entry.Option is null).Select(entry => $"'{entry.Path}'"));
        output.WriteLine(
            $$"""
            _s2grid() {
                local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" path=s2grid words= files= i
                # bash makes '=' a word of its own: --format=json is three words.
                if [ "$current" = = ]; then
                    current=
                elif [ "$previous" = = ]; then
                    previous="${COMP_WORDS[COMP_CWORD-2]}"
                fi
                for ((i = 1; i < COMP_CWORD; i++)); do
                    case "$path ${COMP_WORDS[i]}" in
                        {{paths}}) path="$path ${COMP_WORDS[i]}" ;;
                    esac
                done
                case "$path:$previous" in
            """);
        foreach (CompletionEntry entry in entries.Where(entry => entry.Option is not null))
            output.WriteLine($"        '{entry.Path}:{entry.Option}') {Assignments(entry)} ;;");

        output.WriteLine("        *) case \"$path\" in");
        foreach (CompletionEntry entry in entries.Where(entry => entry.Option is null))
            output.WriteLine($"            '{entry.Path}') {Assignments(entry)} ;;");

        output.WriteLine(
            """
                    esac ;;
                esac
                COMPREPLY=($(compgen -W "$words" -- "$current"))
                if [ -n "$files" ]; then
                    compopt -o filenames 2>/dev/null
                    COMPREPLY+=($(compgen -f -- "$current"))
                fi
            }
            complete -F _s2grid s2grid
            """);
    }

    private static string Assignments(CompletionEntry entry) =>
        $"words='{string.Join(' ', entry.Words.Select(word => word.Word))}'{(entry.Files ? " files=yes" : "")}";
}
