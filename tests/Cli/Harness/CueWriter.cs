using System.Text;

namespace S2Grid.Cli.Tests.Harness;

/// <summary>Keeps what is written, and does something once when a cue has been written.</summary>
public sealed class CueWriter(string cue, Action onCue) : StringWriter
{
    private bool given;

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        Look();
    }

    /// <inheritdoc/>
    public override async Task WriteLineAsync(string? value)
    {
        await base.WriteLineAsync(value);
        Look();
    }

    private void Look()
    {
        if (!given && ToString().Contains(cue, StringComparison.Ordinal))
        {
            given = true;
            onCue();
        }
    }
}
