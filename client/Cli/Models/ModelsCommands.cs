using S2Grid.Cli.Output;
using S2Grid.Views.Catalogue;

namespace S2Grid.Cli.Models;

/// <summary><c>s2grid models</c>: the cost models that predict times.</summary>
internal static class ModelsCommands
{
    public static CommandGroup Of(CliEnvironment terminal) => new(
        terminal,
        "models",
        "List, show and check the cost models that predict times from counts",
        [
            new("s2grid models list", "What each predicts and what it was fitted to."),
            new("s2grid models check", "Published figures next to the models' predictions."),
        ],
        List(terminal),
        new ModelsShowCommand(terminal),
        new ModelsCheckCommand(terminal));

    private static ListCommand<CostModel> List(CliEnvironment terminal) => new(
        terminal,
        "list",
        "List the cost models, and what each was fitted to",
        [
            new("s2grid models list", "What can stand under 'cost-models' in a sweep file."),
        ],
        new Inventory<CostModel>(
            new(
                model => new { model.Name, Absolute = model.IsAbsolute, model.Predicts, model.Machine, model.Description },
                new("model", model => model.Name),
                new("predicts", model => model.IsAbsolute ? "times and changes" : "changes"),
                new("of the", model => model.Predicts),
                new("what it is", model => model.Description)),
            CostModels.All));
}
