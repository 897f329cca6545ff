using System.Text.Json;
using System.Text.Json.Nodes;
using S2Grid.Api.Answers;
using S2Grid.Api.Requests;
using S2Grid.Mmu.Mapping;
using S2Grid.Mmu.Replay;

namespace S2Grid.Api.Vms;

/// <summary>
/// One simulated VM, step by step, in a session that a silo gives back when it is idle. What is sent and answered is what
/// <c>s2grid vm --format json</c> writes and <c>s2grid vm replay</c> reads.
/// </summary>
/// <param name="grains">The grid.</param>
internal sealed class VmAddresses(IGrainFactory grains)
{
    private const string Place = "/vms/{vm}";
    private const int IdLength = 32;
    private const int MostSteps = 1000;

    /// <summary>Maps them.</summary>
    public void Map(Addresses api)
    {
        api.Map(
            HttpMethods.Post, "/vms",
            new Address("Open a VM and do its steps: a line of a replay file", Role.Operator, null, Answer.Json, [Answer.Json])
            {
                Again = "Another VM is opened; the first is given back when it was idle for a while.",
            },
            async (context, _, cancellation) =>
            {
                ReplayCase asked = Read(await RequestBody.ReadTextAsync(context));
                string key = IVmGrain.NewSessionKey();
                IVmGrain vm = VmOf(key);
                await vm.Open(ReplayWriter.Write(asked with { Steps = [] })).WaitAsync(cancellation);
                try
                {
                    VmStep[] steps = [.. asked.Steps.Select(step => step.Step)];
                    JsonObject line = Line(asked with { Steps = await RunAsync(vm, steps, cancellation) });
                    line.Insert(0, "id", key[IVmGrain.SessionPrefix.Length..]);
                    context.Response.Headers.Location = $"{Addresses.Root}/vms/{key[IVmGrain.SessionPrefix.Length..]}";
                    await Answer.JsonAsync(context, line, StatusCodes.Status201Created);
                }
                catch
                {
                    await vm.Close();
                    throw;
                }
            });
        api.Map(
            HttpMethods.Post, $"{Place}/steps",
            new Address("Do steps to a VM: a list of them, and what each counted", Role.Operator, null, Answer.Json, [Answer.Json])
            {
                Again = "No step is done again; 'GET' shows the tree as it is.",
                MayRepeat = false,
            },
            async (context, _, cancellation) =>
            {
                IVmGrain vm = VmOf(context);
                IReadOnlyList<VmStep> steps = ReadSteps(await RequestBody.ReadTextAsync(context));
                await Answer.JsonAsync(context, Part("steps", await RunAsync(vm, steps, cancellation), null));
            });
        api.Map(
            HttpMethods.Get, Place,
            new Address("The table tree of a VM", Role.Operator, null, null, [Answer.Json]),
            async (context, _, cancellation) =>
                await Answer.JsonAsync(context, Part("map", [], await MapAsync(VmOf(context), cancellation))));
        api.Map(
            HttpMethods.Delete, Place,
            new Address("Close a VM", Role.Operator, null, null, []),
            async (context, _, cancellation) =>
            {
                await VmOf(context).Close().WaitAsync(cancellation);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            });
    }

    private IVmGrain VmOf(HttpContext context)
    {
        string id = (string)context.Request.RouteValues["vm"]!;
        return id.Length == IdLength && id.All(char.IsAsciiHexDigitLower) ? VmOf(IVmGrain.SessionPrefix + id) : throw Ended();
    }

    private IVmGrain VmOf(string key) => grains.GetGrain<IVmGrain>(key);

    private static async Task<IReadOnlyList<ReplayStep>> RunAsync(IVmGrain vm, IReadOnlyList<VmStep> steps, CancellationToken cancellation)
    {
        List<ReplayStep> done = [];
        foreach (VmStep step in steps)
        {
            try
            {
                VmStepReport report = await vm.Step(step.ToString(), withHash: true).WaitAsync(cancellation) ?? throw Ended();
                done.Add(new ReplayStep(step, report.ToCounters()));
            }
            catch (RefusedException e) when (e.Kind != RefusalKind.Unusable)
            {
                string message = FormattableString.Invariant($"--steps, step {done.Count + 1}: {e.Message.TrimEnd('.')}");
                throw new UsageException(new UsageError(message, step.ToString(), "--steps"));
            }
        }

        return done;
    }

    private static async Task<IReadOnlyList<MapRun>> MapAsync(IVmGrain vm, CancellationToken cancellation)
    {
        IReadOnlyList<VmMapLine> first = await vm.Map(0).WaitAsync(cancellation) ?? throw Ended();
        return first.Count < IVmGrain.MapPage ? [.. first.Select(line => line.ToMapRun())] : throw new TooLargeException(
            $"The tree has more than {IVmGrain.MapPage} lines; 's2grid vm --map' draws it.");
    }

    private static ReplayCase Read(string line)
    {
        try
        {
            ReplayCase read = ReplayReader.Read(line);
            return read.Steps.Count <= MostSteps ? read : throw TooMany();
        }
        catch (ReplayException e)
        {
            throw new UsageException(new UsageError(e.Message));
        }
    }

    private static List<VmStep> ReadSteps(string body)
    {
        string[]? texts = null;
        try
        {
            texts = JsonSerializer.Deserialize<string[]>(body);
        }
        catch (JsonException)
        {
            // Said below.
        }

        if (texts is null || texts.Any(text => text is null))
            throw new UsageException(new UsageError("the body is no list of steps, such as [\"populate\", \"wp\"]"));

        if (texts.Length > MostSteps)
            throw TooMany();

        UsageError[] errors =
        [
            .. texts.Where(text => VmStep.TryParse(text) is null).Select(text => new UsageError(
                $"'{PrintableText.Sanitize(text)}' is not a valid step; available: {string.Join(", ", VmStep.Forms)}", text, "--steps")),
        ];
        return errors.Length > 0 ? throw new UsageException(errors) : [.. texts.Select(text => VmStep.TryParse(text)!)];
    }

    private static TooLargeException TooMany() => new($"There are more than {MostSteps} steps.");

    private static JsonObject Line(ReplayCase replay, IReadOnlyList<MapRun>? map = null)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        ReplayWriter.Write(text, replay, map);
        return JsonNode.Parse(text.ToString())!.AsObject();
    }

    /// <summary>One part of a line alone.</summary>
    private static JsonObject Part(string name, IReadOnlyList<ReplayStep> steps, IReadOnlyList<MapRun>? map) =>
        new() { [name] = Line(new ReplayCase("", new VmConfiguration { Memory = 0 }, steps), map)[name]!.DeepClone() };

    private static NotThereException Ended() => new("There is no VM of this id: its session has ended, or there never was one.", []);
}
