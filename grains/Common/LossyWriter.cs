using System.Text;

namespace S2Grid.Common;

/// <summary>Progress, logs and errors: what cannot be written, as on a full disk or to a stream that is closed, is dropped, because what
/// it tells of matters more.</summary>
/// <param name="inner">Where to.</param>
public sealed class LossyWriter(TextWriter inner) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <summary>This process' standard error.</summary>
    public static TextWriter OfErrors() => Synchronized(new LossyWriter(Console.Error));

    /// <inheritdoc/>
    public override void Write(char value) => Try(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(() => inner.Write(value));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nobody can be told.
        }
    }
}
