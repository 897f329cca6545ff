using System.CommandLine;

namespace S2Grid.Agent.Commands;

/// <summary>An option with a value, whose description says what stands for an absent one.</summary>
/// <param name="name">The name with its dashes.</param>
/// <param name="fallback">What stands for an absent value.</param>
internal sealed class FallbackOption<T>(string name, T fallback) : Option<T>(name)
{
    /// <summary>The value, or what stands for it.</summary>
    internal T Read(ParseResult parse) => parse.GetResult(this) is null ? fallback : parse.GetValue(this)!;
}
