using System.Text;

namespace S2Grid.Cli.Tests.Harness;

/// <summary>Keeps what is written, and does something once when a cue has been written, for each of its cues.</summary>
public sealed class CueWriter(params (string Cue, Action OnCue)[] cues) : StringWriter
{
    private readonly List<(string Cue, Action OnCue)> left = [.. cues];

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
        foreach ((string Cue,
            Action OnCue) given in left.Where(awaited => ToString().Contains(awaited.Cue, StringComparison.Ordinal)).ToArray())
        {
            left.Remove(given);
            given.OnCue();
        }
    }
}
