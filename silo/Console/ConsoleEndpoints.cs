using S2Grid.Grains;
using S2Grid.Views.Grids;
using S2Grid.Web.Access;
using S2Grid.Web.Agents;
using S2Grid.Web.Assets;
using S2Grid.Web.Cluster;
using S2Grid.Web.Layout;
using S2Grid.Web.Pages;
using S2Grid.Web.Sweeps;
using S2Grid.Web.Vm;

namespace S2Grid.Web;

/// <summary>The pages on a silo's web port: drawn on the server, with every choice in the address, kept by no silo.</summary>
public static class ConsoleEndpoints
{
    /// <summary>Adds what pages need.</summary>
    public static IServiceCollection AddConsole(this IServiceCollection services) => services
        .AddSingleton<Door>()
        .AddSingleton<PageWriter>()
        .AddSingleton<Lab>()
        .AddSingleton<SweepReader>();

    /// <summary>Puts the pages at their addresses.</summary>
    public static void MapConsole(this IEndpointRouteBuilder endpoints)
    {
        AssetFiles.Map(endpoints);
        var routes = new Routes(endpoints);
        MapAccess(routes, endpoints.ServiceProvider.GetRequiredService<Door>());
        routes.MapVmLab(endpoints.ServiceProvider.GetRequiredService<Lab>());
        var grains = new GridGrains(endpoints.ServiceProvider.GetRequiredService<IGrainFactory>());
        TimeProvider clock = endpoints.ServiceProvider.GetRequiredService<GridSettings>().Clock;
        routes.MapSweeps(grains, endpoints.ServiceProvider.GetRequiredService<SweepReader>(), clock);
        routes.MapNewSweep(grains);
        routes.MapAgents(grains, clock);
        routes.MapCluster(grains);
        routes.Rest();
    }

    private static void MapAccess(Routes routes, Door door)
    {
        routes.Form("/theme", null, (request, form) =>
        {
            Theme.Choose(request.Context, form["theme"].ToString());
            return Task.FromResult<(string?, Page?)>((Routes.Local(form["to"]), null));
        });
        routes.Form("/sign-out", null, (request, _) =>
        {
            Door.SignOut(request.Context);
            return Task.FromResult<(string?, Page?)>(("/sign-in", null));
        });
        routes.Open("/sign-in", request => SignIn(Routes.Local(request.Query["to"]), null));
        routes.Form("/sign-in", null, (request, form) =>
        {
            string to = Routes.Local(form["to"]);
            return Task.FromResult<(string?, Page?)>(door.SignIn(request.Context, form["token"].ToString()) is { } refusal
                ? (null, SignIn(to, refusal) with { Status = StatusCodes.Status401Unauthorized }) : (to, null));
        });
    }

    private static Page SignIn(string to, string? refusal) =>
        Page.Of<SignInPage>("Sign in", (nameof(SignInPage.To), to), (nameof(SignInPage.Refusal), refusal));
}
