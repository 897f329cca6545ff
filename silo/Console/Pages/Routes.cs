using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using S2Grid.Web.Access;
using S2Grid.Web.Layout;

namespace S2Grid.Web.Pages;

/// <summary>Where pages are and where their forms go; what is refused becomes a page that says so.</summary>
/// <param name="endpoints">The silo's web port.</param>
internal sealed partial class Routes(IEndpointRouteBuilder endpoints)
{
    /// <summary>The most bytes of a form, which is more than a sweep file has.</summary>
    public const int MaxForm = 1 << 20;

    private readonly Door door = endpoints.ServiceProvider.GetRequiredService<Door>();
    private readonly PageWriter writer = endpoints.ServiceProvider.GetRequiredService<PageWriter>();
    private readonly ILogger logger = endpoints.ServiceProvider.GetRequiredService<ILogger<Routes>>();

    /// <summary>Puts a page at an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="draw">Makes the page.</param>
    public void Page(string address, Func<PageRequest, Task<Page>> draw) =>
        endpoints.MapMethods(address, ["GET", "HEAD"], context => ShowAsync(context, draw));

    /// <summary>Puts a page at an address that anybody may see.</summary>
    /// <param name="address">The address.</param>
    /// <param name="draw">Makes the page.</param>
    public void Open(string address, Func<PageRequest, Page> draw) => endpoints.MapGet(address, context => writer.WriteAsync(
        context, door.Find(context.Request), draw(new PageRequest(context, new Visitor(null, Role.Viewer)))));

    /// <summary>Says at all other addresses that nothing is there.</summary>
    public void Rest() => endpoints.MapMethods("/{**rest}", ["GET", "HEAD"], context => writer.WriteAsync(
        context, door.Find(context.Request), Error(
            StatusCodes.Status404NotFound, $"There is no page {PrintableText.Sanitize(context.Request.Path.Value ?? "")}.")))
        .WithOrder(int.MaxValue);

    /// <summary>Puts something that is no page at an address, for visitors.</summary>
    /// <param name="address">The address.</param>
    /// <param name="answer">Sends it.</param>
    public void Data(string address, Func<PageRequest, Task> answer) => endpoints.MapGet(address, async context =>
    {
        context.Response.Protect();
        if (await IsMisnamedAsync(context))
            return;

        if (door.Find(context.Request) is { } visitor)
            await answer(new PageRequest(context, visitor));
        else
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
    });

    /// <summary>Takes a form. What is done leads to another address; what is not is shown.</summary>
    /// <param name="address">Where the form is sent to.</param>
    /// <param name="needed">The least role of who sends it; null for anybody, signed in or not.</param>
    /// <param name="act">Does what the form says, and says where to go on, or what to show.</param>
    public void Form(string address, Role? needed, Func<PageRequest, IFormCollection, Task<(string? To, Page? Shown)>> act)
        => endpoints.MapPost(address, async context =>
        {
            if (await IsMisnamedAsync(context))
                return;

            Visitor? visitor = door.Find(context.Request);
            if (needed is not null && visitor is null)
            {
                await AskToSignInAsync(context);
                return;
            }

            string? to = null;
            Page shown = await TryAsync(async () =>
            {
                if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
                    size.MaxRequestBodySize = MaxForm;

                if (!context.Request.HasFormContentType)
                    return Error(StatusCodes.Status415UnsupportedMediaType, "This address takes the forms of these pages.");

                IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
                if (!FormGuard.IsOwn(context.Request, form))
                {
                    return Error(StatusCodes.Status403Forbidden,
                        "The form does not come from these pages, or the browser keeps no cookies. Open the page again and send it from "
                        + "there.");
                }

                if (needed is { } role && !visitor!.May(role))
                {
                    return Error(StatusCodes.Status403Forbidden,
                        $"The token '{visitor.Name}' has the role {NameOf(visitor.Role)}; this needs {NameOf(role)}.");
                }

                (to, Page? page) = await act(new PageRequest(context, visitor ?? new Visitor(null, Role.Viewer)), form);
                return page ?? Error(StatusCodes.Status200OK, "Done.");
            }, StatusCodes.Status409Conflict);
            if (to is null)
                await WriteAsync(context, visitor, shown);
            else
                See(context, to);
        }).WithMetadata(new FormLimit());

    /// <summary>A page that says what was refused.</summary>
    public static Page Error(int status, string message, IReadOnlyList<string>? details = null)
    {
        string title = status switch
        {
            StatusCodes.Status200OK => "Done",
            StatusCodes.Status404NotFound => "Not found",
            _ => "Not done",
        };
        return Pages.Page.Of<RefusalPage>(
            title, (nameof(RefusalPage.Title), title), (nameof(RefusalPage.Message), message),
            (nameof(RefusalPage.Details), details ?? [])) with
        { Status = status };
    }

    /// <summary>An address of these pages that a form or link names; the first page for anything else.</summary>
    public static string Local(string? address) =>
        address is ['/', ..] && address is not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) ? address : "/";

    private static string NameOf(Role role) => role.ToString().ToLowerInvariant();

    /// <summary>Columns that a condition can use, those of single counters, of which there are hundreds, by an example.</summary>
    private static string ColumnsOf(IReadOnlyList<string> columns) =>
        $"Columns: {string.Join(", ", columns.Where(column => !column.Contains('.')))}, and each counter of each step, such as "
        + "\"split.reads.3\" ('s2grid columns').";

    private static void See(HttpContext context, string to)
    {
        context.Response.Protect();
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = to;
    }

    /// <summary>
    /// Leads to the form for a token. A browser that follows a link from another site keeps the cookie back the first time: the page is
    /// asked for once more, from here.
    /// </summary>
    private async Task AskToSignInAsync(HttpContext context)
    {
        string here = context.Request.Path + context.Request.QueryString.Value;
        if (context.Request.Headers["Sec-Fetch-Site"] == "cross-site" && HttpMethods.IsGet(context.Request.Method))
            await writer.WriteAsync(context, null, Pages.Page.Of<AgainPage>("S2Grid"));
        else
            See(context, $"/sign-in?to={Uri.EscapeDataString(HttpMethods.IsPost(context.Request.Method) ? "/" : here)}");
    }

    private async Task ShowAsync(HttpContext context, Func<PageRequest, Task<Page>> draw)
    {
        if (await IsMisnamedAsync(context))
            return;

        if (door.Find(context.Request) is { } visitor)
            await WriteAsync(context, visitor, await TryAsync(() => draw(new PageRequest(context, visitor))));
        else
            await AskToSignInAsync(context);
    }

    private async Task<bool> IsMisnamedAsync(HttpContext context)
    {
        if (door.IsNamed(context.Request.Host))
            return false;

        await writer.WriteAsync(context, null, Error(
            StatusCodes.Status421MisdirectedRequest,
            "A silo without tokens is looked at by its address, as localhost or by its machine's name."));
        return true;
    }

    private Task WriteAsync(HttpContext context, Visitor? visitor, Page page) => writer.WriteAsync(
        context, visitor, page.Later is { } later ? page with { Later = () => TryAsync(later) } : page);

    /// <param name="draw">Makes a page.</param>
    /// <param name="impossible">What it means that what was asked cannot be: to who looks, that there is none.</param>
    private async Task<Page> TryAsync(Func<Task<Page>> draw, int impossible = StatusCodes.Status404NotFound)
    {
        try
        {
            return await draw();
        }
        catch (RefusedException e)
        {
            return Error(e.Kind == RefusalKind.Impossible ? impossible : StatusCodes.Status400BadRequest, e.Message,
                e.Kind == RefusalKind.Condition ? [ColumnsOf(e.Details)] : e.Details);
        }
        catch (BadHttpRequestException e)
        {
            return Error(e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? $"The form has more than {ByteSize.Format(MaxForm)}." : "The form cannot be read.");
        }
        catch (InvalidDataException)
        {
            return Error(StatusCodes.Status400BadRequest, "The form cannot be read.");
        }
        catch (TimeoutException)
        {
            return Error(StatusCodes.Status503ServiceUnavailable,
                "The cluster did not answer in time: a silo may have just stopped. Reload the page in a few seconds.");
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            LogFault(e);
            return Error(StatusCodes.Status503ServiceUnavailable, "The silo could not make the page; its log says why. Reload it.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A page could not be made.")]
    private partial void LogFault(Exception e);

    private sealed class FormLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => MaxForm;
    }
}
