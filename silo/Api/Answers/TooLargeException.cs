namespace S2Grid.Api.Answers;

/// <summary>A request brings more than is taken.</summary>
internal sealed class TooLargeException(string message) : Exception(message);
