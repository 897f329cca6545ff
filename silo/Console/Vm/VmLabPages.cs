using S2Grid.Web.Pages;

namespace S2Grid.Web.Vm;

/// <summary>The address of the VM lab.</summary>
internal static class VmLabPages
{
    /// <summary>Puts the lab at its address.</summary>
    public static void MapVmLab(this Routes routes, Lab lab) => routes.Page("/vm", async request =>
    {
        LabQuery query = LabQuery.Read(request.Query);
        LabRun[] runs = [];
        if (query.Errors.Count == 0)
            runs = await Task.WhenAll(query.Vms.Select(vm => lab.RunAsync(vm, query.Steps, request.Cancellation)));

        Page page = Page.Of<LabPage>(
            "VM lab", (nameof(LabPage.Query), query), (nameof(LabPage.Runs), runs));
        return query.Errors.Count == 0 ? page : page with { Status = StatusCodes.Status400BadRequest };
    });
}
