using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Presets;
using S2Grid.Views.Grids;
using S2Grid.Web.Pages;

namespace S2Grid.Web.Sweeps;

/// <summary>The address where sweeps are written and started.</summary>
internal static class NewSweepPages
{
    /// <summary>What stands in the address where a sweep's name would; one of that name is found by its id.</summary>
    public const string Name = "new";

    /// <summary>Where sweep files are written.</summary>
    public const string Address = "/sweeps/" + Name;

    /// <summary>Where a form has all axes.</summary>
    public const string Axes = Address + "/axes";

    /// <summary>Where a sweep file is sent to be checked.</summary>
    public const string Check = Address + "/check";

    /// <summary>The field with the sweep file.</summary>
    public const string Text = "text";

    /// <summary>Puts the page at its address.</summary>
    public static void MapNewSweep(this Routes routes, GridGrains grains)
    {
        routes.Page(Address, request => Task.FromResult(Draw(
            new SweepDraft(ShippedPresets.Find(request.Query["preset"].ToString())?.Yaml ?? ""), StatusCodes.Status200OK)));

        routes.Page(Axes, request =>
        {
            AxisForm form = AxisForm.Read(request.Query);
            return Task.FromResult(Page.Of<AxisFormPage>(
                "New sweep by its axes", (nameof(AxisFormPage.Form), form), (nameof(AxisFormPage.Draft), new SweepDraft(form.Yaml))));
        });

        // To see what a file would run changes nothing.
        routes.Form(Check, Role.Viewer, (_, form) =>
            Task.FromResult<(string?, Page?)>((null, Draw(new SweepDraft(form[Text].ToString()), StatusCodes.Status200OK))));
        routes.Form(Address, Role.Operator, async (_, form) =>
        {
            var draft = new SweepDraft(form[Text].ToString());
            if (draft.Specification is not { } specification)
                return (null, Draw(draft, StatusCodes.Status400BadRequest));

            try
            {
                SweepStart start = await grains.Directory.Start(
                    new SweepRequest(specification.Name, draft.Text, SweepDraft.FileName, [], null, SweepPolicy.Default));
                return (SweepPages.AddressOf(start.Status), null);
            }
            catch (RefusedException e)
            {
                return (null, Draw(draft, StatusCodes.Status409Conflict, [e.Message, .. e.Details]));
            }
        });
    }

    private static Page Draw(SweepDraft draft, int status, IReadOnlyList<string>? refusal = null) => Page.Of<NewSweepPage>(
        "New sweep", (nameof(NewSweepPage.Draft), draft), (nameof(NewSweepPage.Refusal), refusal ?? [])) with
    { Status = status };
}
