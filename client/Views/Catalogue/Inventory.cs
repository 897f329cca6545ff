using S2Grid.Views.Output;

namespace S2Grid.Views.Catalogue;

/// <summary>Things that ship with the program, and how they are listed.</summary>
/// <param name="Listing">How.</param>
/// <param name="Items">The things.</param>
public sealed record Inventory<T>(Listing<T> Listing, IReadOnlyList<T> Items);
