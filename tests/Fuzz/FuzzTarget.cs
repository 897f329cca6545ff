using System.Text;

namespace S2Grid.Fuzz.Tests;

/// <summary>Something that takes input from outside.</summary>
/// <param name="name">Its name on the command line.</param>
/// <param name="quick">How many inputs it gets where nobody says how many: about a second's worth.</param>
internal abstract class FuzzTarget(string name, int quick)
{
    public string Name => name;

    public int Quick => quick;

    /// <summary>Valid inputs, from which others are made.</summary>
    public abstract IReadOnlyList<byte[]> Corpus { get; }

    /// <summary>Words to put into inputs; none where inputs are not text.</summary>
    public virtual IReadOnlyList<string> Words => [];

    /// <summary>Gives it an input.</summary>
    /// <exception cref="Exception">Whatever a user should not see; the message says what.</exception>
    public abstract Task RunAsync(byte[] input);

    /// <summary>Fails an input that breaks a promise without an exception.</summary>
    protected static void Require(bool holds, string promise)
    {
        if (!holds)
            throw new BrokenPromiseException(promise);
    }

    /// <summary>Requires of a text that it says something and leaves a terminal alone.</summary>
    protected static void RequireReadable(string text) => Require(
        text.Length > 0 && !text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')), $"a message for people: {text}");

    /// <summary>Texts as inputs.</summary>
    protected static IReadOnlyList<byte[]> Of(IEnumerable<string> texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
