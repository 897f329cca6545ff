namespace S2Grid.Fuzz.Tests;

/// <summary>What an input led to is no exception, and still not what was promised.</summary>
internal sealed class BrokenPromiseException(string promise) : Exception(promise);
