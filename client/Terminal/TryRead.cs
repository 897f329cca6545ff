using System.Diagnostics.CodeAnalysis;

namespace S2Grid.Terminal;

/// <summary>Reads a value from text; returns false if the text is not valid.</summary>
public delegate bool TryRead<T>(string text, [MaybeNullWhen(false)] out T value);
