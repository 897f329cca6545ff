using S2Grid.Web.Access;

namespace S2Grid.Web.Layout;

/// <summary>What the frame around a page shows.</summary>
/// <param name="Title">The page's title.</param>
/// <param name="Path">Where the page is, with its choices.</param>
/// <param name="Theme">The colours that were chosen, <c>light</c> or <c>dark</c>; null for those of the system.</param>
/// <param name="FormKey">What forms repeat.</param>
/// <param name="Visitor">Who looks; null for somebody who has to sign in.</param>
/// <param name="IsLocked">Whether the cluster has tokens.</param>
public sealed record Frame(string Title, string Path, string? Theme, string FormKey, Visitor? Visitor, bool IsLocked);
