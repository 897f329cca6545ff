namespace S2Grid.Security.Certificates;

/// <summary>Files with secrets: only their owner can read or write them, from their first byte on.</summary>
public static class PrivateFile
{
    /// <summary>The mode 0600.</summary>
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Puts a file in the place of an older one, if there is one, in one step.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Replace(string file, string text)
    {
        string aside = $"{file}.{Guid.NewGuid():N}.aside";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = Mode;
            using (var writer = new StreamWriter(aside, options))
            {
                writer.Write(text);
                writer.Flush();
                ((FileStream)writer.BaseStream).Flush(flushToDisk: true);
            }

            File.Move(aside, file, overwrite: true);
        }
        finally
        {
            File.Delete(aside);
        }
    }
}
