using S2Grid.Web.Access;

namespace S2Grid.Web.Pages;

/// <summary>A request for a page by somebody who may see it.</summary>
/// <param name="Context">The request.</param>
/// <param name="Visitor">Who asks.</param>
internal sealed record PageRequest(HttpContext Context, Visitor Visitor)
{
    /// <summary>The choices in the address.</summary>
    public IQueryCollection Query => Context.Request.Query;

    /// <summary>Ends what is done for somebody who no longer waits.</summary>
    public CancellationToken Cancellation => Context.RequestAborted;

    /// <summary>A part of the path.</summary>
    public string Route(string name) => (string)Context.Request.RouteValues[name]!;
}
