namespace S2Grid.Server.Health;

/// <summary>Something outside of the silo without which it is of no use.</summary>
/// <param name="Name">Its name, for people.</param>
/// <param name="Ask">Asks whether it is there; throws if not.</param>
internal sealed record Backend(string Name, Func<Task> Ask);
