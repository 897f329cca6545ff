using System.Runtime.CompilerServices;

namespace S2Grid.Cli.Tests.Harness;

/// <summary>Compares text with a file under Snapshots. S2GRID_UPDATE_SNAPSHOTS=1 writes the files instead.</summary>
public static class Snapshot
{
    /// <summary>Asserts that <paramref name="actual"/> is what the file <paramref name="name"/> holds.</summary>
    public static void Matches(string name, string actual)
    {
        string path = Path.Combine(Folder(), name + ".txt");
        string text = actual.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("S2GRID_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, text);
            return;
        }

        string expected = File.Exists(path) ? File.ReadAllText(path) : "";
        string differences = expected == text ? "" : Differences(expected, text);
        Assert.True(expected == text, $"Snapshots/{name}.txt differs (S2GRID_UPDATE_SNAPSHOTS=1 rewrites it):\n{differences}");
    }

    /// <summary>The lines that differ, those of the file with a minus, those of the text with a plus.</summary>
    private static string Differences(string expected, string actual)
    {
        string[] before = expected.Split('\n');
        string[] after = actual.Split('\n');
        int same = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        int sameAtEnd = before.Skip(same).Reverse().Zip(after.Skip(same).Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();
        IEnumerable<string> removed = before[same..^sameAtEnd].Select(line => "- " + line);
        IEnumerable<string> added = after[same..^sameAtEnd].Select(line => "+ " + line);
        return $"@@ line {same + 1}\n{string.Join('\n', removed.Concat(added))}";
    }

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "..", "Snapshots");
}
