namespace S2Grid.Agent.Gateway;

/// <summary>What the agent tells its operator, a line each. A line that says what the last one said is not repeated.</summary>
/// <param name="output">Where lines go.</param>
/// <param name="clock">Stamps lines, unless the system's journal does.</param>
internal sealed class AgentLog(TextWriter output, TimeProvider clock)
{
    private const int MaxLineLength = 1000;

    private readonly Lock writing = new();
    private readonly bool stamps = Environment.GetEnvironmentVariable("JOURNAL_STREAM") is null;
    private string last = "";

    /// <summary>Writes a line. What comes from a server is cut and cleaned of control characters.</summary>
    internal void Say(string text)
    {
        lock (writing)
        {
            string line = PrintableText.Sanitize(text, MaxLineLength);
            if (line == last)
                return;

            last = line;
            string stamp = stamps ? clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z' ", CultureInfo.InvariantCulture) : "";
            output.WriteLine(stamp + line);
            output.Flush();
        }
    }
}
