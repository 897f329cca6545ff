using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using S2Grid.Web.Access;
using S2Grid.Web.Layout;

namespace S2Grid.Web.Pages;

/// <summary>Draws pages on the server and sends them.</summary>
/// <param name="services">For components.</param>
/// <param name="logs">For components.</param>
/// <param name="door">Says whether there is anything to sign in to.</param>
internal sealed class PageWriter(IServiceProvider services, ILoggerFactory logs, Door door)
{
    /// <summary>Draws a page and sends it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="visitor">Who asks; null for somebody who has to sign in.</param>
    /// <param name="page">What to show.</param>
    public async Task WriteAsync(HttpContext context, Visitor? visitor, Page page)
    {
        var frame = new Frame(page.Title, context.Request.Path + context.Request.QueryString.Value, Theme.Of(context.Request),
            FormGuard.KeyOf(context), visitor, door.IsLocked);
        string html = "<!DOCTYPE html>\n" + await DrawAsync<Shell>(new()
        {
            [nameof(Shell.Frame)] = frame,
            [nameof(Shell.Component)] = page.Component,
            [nameof(Shell.Parameters)] = page.Parameters.ToDictionary(),
            [nameof(Shell.HasMore)] = page.Later is not null,
        });
        context.Response.Protect();
        context.Response.StatusCode = page.Status;
        context.Response.ContentType = "text/html; charset=utf-8";
        if (HttpMethods.IsHead(context.Request.Method))
            return;

        bool compress = context.Request.AcceptsBrotli();
        if (compress)
            context.Response.Headers.ContentEncoding = "br";

        await using Stream body = compress
            ? new BrotliStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true) : Stream.Null;
        Stream output = compress ? body : context.Response.Body;
        if (page.Later is not { } later)
        {
            await SendAsync(output, html, context.RequestAborted);
            return;
        }

        string[] parts = html.Split(Shell.Cut, 2);
        await SendAsync(output, parts[0], context.RequestAborted);
        Page below = await later();
        await SendAsync(output, await DrawAsync<Below>(new()
        {
            [nameof(Below.Frame)] = frame,
            [nameof(Below.Component)] = below.Component,
            [nameof(Below.Parameters)] = below.Parameters.ToDictionary(),
        }) + parts[1], context.RequestAborted);
    }

    private static async Task SendAsync(Stream output, string html, CancellationToken cancellation)
    {
        await output.WriteAsync(Encoding.UTF8.GetBytes(html), cancellation);
        await output.FlushAsync(cancellation);
    }

    private async Task<string> DrawAsync<T>(Dictionary<string, object?> parameters)
        where T : IComponent
    {
        await using var renderer = new HtmlRenderer(services, logs);
        return await renderer.Dispatcher.InvokeAsync(
            async () => (await renderer.RenderComponentAsync<T>(ParameterView.FromDictionary(parameters))).ToHtmlString());
    }
}
