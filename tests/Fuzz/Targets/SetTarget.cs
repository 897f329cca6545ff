using System.Text;
using S2Grid.Experiments.Presets;
using S2Grid.Experiments.Specification;
using S2Grid.Runs;

namespace S2Grid.Fuzz.Tests.Targets;

/// <summary>Values of <c>--set</c>, an axis a line.</summary>
internal sealed class SetTarget() : FuzzTarget("set", 500)
{
    private static readonly string[] Values =
    [
        "memory=1G,2G", "memory=64M..64G x2", "memory=64M..128M step 2M", "memory=2.5G", "memory=all",
        "strategy=all", "chunk=2M,1G,whole,0",
        "dirty=random 0.1 seed 7", "dirty=random=0.1,seed=7", "dirty=stride 2M", "thp-coverage=30% seed 7", "ia-bits=40..48 step 1",
        "base-offset=0..64K step 4K", "kvm.order=random seed 7", "kvm.time-limit=10m", "kvm.vcpus=1,2", "kvm.clear-pages=slot",
    ];

    public override IReadOnlyList<byte[]> Corpus { get; } = Of(
    [
        .. Values,
        .. Axes.All.Select(axis => $"{axis.Name}={string.Join(',', axis.Known.Append(axis.Default ?? "1G"))}"),
        .. KvmKeys.All.Select(key => $"kvm.{key.Name}={key.Default}"),
        "memory=1G\nchunk=2M\nstrategy=rfc",
    ]);

    public override IReadOnlyList<string> Words => field ??= [.. Vocabulary.OfSweeps, .. Vocabulary.In(Corpus)];

    public override Task RunAsync(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        (string Axis, string Values)[] sets = [.. text.Split('\n').Select(line => line.Split('=', 2)).Select(set => (set[0], set[^1]))];
        Preset preset = ShippedPresets.All[input.Length % ShippedPresets.All.Count];
        SweepFileTarget.Check(SweepSpecification.Parse(preset.Yaml, preset.Name, sets), preset.Yaml);
        foreach ((string name, string values) in sets)
        {
            if (Axes.All.Concat(KvmKeys.All).FirstOrDefault(one => one.Name == name || $"kvm.{one.Name}" == name) is { } setting
                && setting.Parse(values) is { } form)
            {
                Require(setting.Parse(form) == form, $"one form of a value: {name}={values} is {form}, which is {setting.Parse(form)}");
            }
        }

        return Task.CompletedTask;
    }
}
