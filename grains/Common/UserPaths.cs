namespace S2Grid.Common;

/// <summary>Where a user's files are: those that are named, and those that nobody names.</summary>
public static class UserPaths
{
    /// <summary>The absolute form of a path as the user wrote it.</summary>
    /// <param name="path">The path.</param>
    /// <param name="directory">Where relative paths begin; null for the process' current folder.</param>
    /// <exception cref="FileNotFoundException">The path is relative, and the current folder has been deleted.</exception>
    /// <exception cref="IOException">No file can be called so.</exception>
    public static string Full(string path, string? directory = null)
    {
        try
        {
            return Path.IsPathRooted(path) ? Path.GetFullPath(path) : Path.GetFullPath(path, directory ?? Environment.CurrentDirectory);
        }
        catch (ArgumentException e)
        {
            throw new IOException($"'{PrintableText.Sanitize(path)}' has a character that no path has.", e);
        }
        catch (FileNotFoundException e)
        {
            throw new FileNotFoundException($"'{path}' is relative, and the current folder is gone. Write an absolute path.", e);
        }
    }

    /// <summary>A folder of the XDG specification: what its variable says if that is absolute, else its place in the user's
    /// home.</summary>
    /// <param name="variables">Reads an environment variable.</param>
    /// <param name="name">The variable, such as XDG_DATA_HOME.</param>
    /// <param name="below">Its place in the home, such as .local/share.</param>
    /// <returns>Null where the variable is not set and the user has no home: never the current folder.</returns>
    public static string? Find(Func<string, string?> variables, string name, string below)
    {
        if (variables(name) is { } given && Path.IsPathRooted(given))
            return given;

        string home = variables("HOME") is { } own && Path.IsPathRooted(own)
            ? own : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.IsPathRooted(home) ? Path.Combine(home, below) : null;
    }

    /// <summary>Like <see cref="Find"/>, for who needs it.</summary>
    /// <param name="variables">Reads an environment variable.</param>
    /// <param name="name">The variable.</param>
    /// <param name="below">Its place in the home.</param>
    /// <param name="instead">What else the user can give, such as an option.</param>
    /// <exception cref="IOException">There is none; the message says what to give.</exception>
    public static string Get(Func<string, string?> variables, string name, string below, string instead) =>
        Find(variables, name, below)
        ?? throw new IOException($"There is no home folder to keep files in (HOME is not set). Give {instead}, or set {name}.");
}
