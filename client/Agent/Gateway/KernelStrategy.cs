using System.IO.Enumeration;

namespace S2Grid.Agent.Gateway;

/// <summary>Says which strategy the split walk of some kernels follows.</summary>
/// <param name="Pattern">Release and build, as uname -r and uname -v print them, with <c>*</c> and <c>?</c>.</param>
/// <param name="Strategy">The strategy's name.</param>
internal sealed record KernelStrategy(string Pattern, string Strategy)
{
    /// <summary>Reads <c>STRATEGY</c>, for every kernel, or <c>PATTERN=STRATEGY</c>.</summary>
    internal static KernelStrategy Read(string text)
    {
        int equals = text.LastIndexOf('=');
        return equals < 0 ? new KernelStrategy("*", text) : new KernelStrategy(text[..equals], text[(equals + 1)..]);
    }

    /// <summary>The strategy of a kernel; empty where nothing is said about it.</summary>
    /// <param name="strategies">What is said; the first that fits counts.</param>
    /// <param name="release">uname -r.</param>
    /// <param name="build">uname -v.</param>
    internal static string Of(IEnumerable<KernelStrategy> strategies, string release, string build) =>
        strategies.FirstOrDefault(strategy =>
            FileSystemName.MatchesSimpleExpression(strategy.Pattern, release, ignoreCase: false)
            || FileSystemName.MatchesSimpleExpression(strategy.Pattern, $"{release} {build}", ignoreCase: false))?.Strategy ?? "";
}
