using System.Globalization;
using System.Text;

namespace S2Grid.Rooms.Tests;

/// <summary>The dependencies between rooms, and between the folders of each, as text: what stands higher uses what stands lower.</summary>
internal static class Picture
{
    /// <summary>Draws the picture.</summary>
    /// <param name="rooms">The rooms.</param>
    public static string Draw(IReadOnlyList<Room> rooms)
    {
        var text = new StringBuilder(
            "# Rooms and folders\n\nWhat each uses, read from the compiled code; each line uses lines below it only.\n\n## Rooms\n```\n");
        Draw(text, rooms.Select(room => room.Name), rooms.SelectMany(room => room.References.Select(to => (room.Name, to))));
        text.Append("```\n");
        foreach (Room room in rooms)
        {
            (string From, string To)[] uses = [.. room.Uses().Keys.Select(use => (room.FolderOf(use.From), room.FolderOf(use.To)))];
            if (uses.Length > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n## {room.Name}\n```\n");
                Draw(text, uses.SelectMany(use => (string[])[use.From, use.To]).Distinct(), uses);
                text.Append("```\n");
            }
        }

        return text.ToString();
    }

    private static void Draw(StringBuilder text, IEnumerable<string> names, IEnumerable<(string From, string To)> uses)
    {
        ILookup<string, string> used = uses.Distinct().ToLookup(use => use.From, use => use.To);
        foreach (string name in names.OrderByDescending(name => Height(name, used, [])).ThenBy(name => name, StringComparer.Ordinal))
        {
            text.Append(name.PadRight(used[name].Any() ? 20 : 0));
            text.Append(used[name].Any() ? $" -> {string.Join(", ", used[name].Order(StringComparer.Ordinal))}\n" : "\n");
        }
    }

    /// <summary>How many arrows the longest way down from a name has; a cycle ends it.</summary>
    private static int Height(string name, ILookup<string, string> used, HashSet<string> above)
    {
        if (!above.Add(name))
            return 0;

        int height = used[name].Select(to => 1 + Height(to, used, above)).DefaultIfEmpty(0).Max();
        above.Remove(name);
        return height;
    }
}
