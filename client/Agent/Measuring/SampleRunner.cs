using S2Grid.Agent.Kvm;

namespace S2Grid.Agent.Measuring;

/// <summary>Takes one sample: a fresh VM goes through the phases of an experiment, in the order of dirty_log_perf_test.</summary>
internal sealed class SampleRunner
{
    private const string Ioctl = "ioctl";
    private const string GuestScope = "guest";
    private const string ExitCounter = "vcpu.exits";

    private readonly KvmDevice device;
    private readonly Experiment experiment;
    private readonly IStepWatch watch;
    private readonly bool manual;
    private readonly long[] calls;
    private int callCount;

    internal SampleRunner(KvmDevice device, Experiment experiment, IStepWatch watch)
    {
        (this.device, this.experiment, this.watch) = (device, experiment, watch);
        manual = experiment.EffectiveManualProtect() != ManualProtect.Off;
        long pages = experiment.MemoryBytes / Environment.SystemPageSize;
        calls = new long[Math.Max(experiment.Vcpus, experiment.Memslots + (manual ? pages / experiment.ClearPages : 0))];
    }

    /// <summary>In which mode the last sample's VM was.</summary>
    internal ModeProof Mode { get; private set; } = new();

    /// <summary>Takes the sample.</summary>
    /// <param name="warmUp">Whether it is one that does not count.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    internal Sample Run(bool warmUp, CancellationToken cancellation)
    {
        var sample = new Sample { WarmUp = warmUp };
        using var vm = new MeasuredVm(device, experiment);
        Mode = vm.Mode;
        vm.Plan(PageSelection.All, 100, random: false, Seed(0));
        Guest("populate");
        sample.ThpBytes = vm.Memory.TransparentHugeBytes;
        sample.KernelPageBytes = vm.Memory.KernelPageBytes;
        Slots("enable", slot => vm.SetLogging(slot, on: true));
        for (int iteration = 1; iteration <= experiment.Iterations; iteration++)
        {
            vm.Plan(experiment.Dirty.Read(), experiment.WritePercent, experiment.RandomOrder, Seed(iteration));
            Guest($"dirty-{iteration}");
            Get(iteration);
            Clear(iteration);
        }

        Slots("disable", slot => vm.SetLogging(slot, on: false));
        return sample;

        void Guest(string name)
        {
            Do(name, GuestScope, () =>
            {
                long total = vm.Pass();
                foreach (long time in vm.VcpuTimes)
                    Note(time);

                return total;
            });
            if (sample.Steps[^1].Stats.TryGetValue(ExitCounter, out long exits))
                Mode.NoteExits(name, exits - experiment.Vcpus, vm.WrittenPages);
        }

        void Get(int iteration)
        {
            if (experiment.DirtyRing)
                Do($"get-{iteration}", Ioctl, vm.CollectRings);
            else
                Slots($"get-{iteration}", vm.GetLog);

            sample.Steps[^1].DirtyPages = vm.DirtyPages;
        }

        void Clear(int iteration)
        {
            if (experiment.DirtyRing)
            {
                Do($"clear-{iteration}", Ioctl, vm.ResetRings);
                vm.ForgetDirtyPages();
            }
            else if (manual)
            {
                Do($"clear-{iteration}", Ioctl, () => ClearAll(vm));
            }
        }

        void Slots(string name, Func<int, long> call) => Do(name, Ioctl, () =>
        {
            long total = 0;
            for (int slot = 0; slot < vm.SlotCount; slot++)
                total += Note(call(slot));

            return total;
        });

        void Do(string name, string scope, Func<long> step)
        {
            cancellation.ThrowIfCancellationRequested();
            callCount = 0;
            watch.Begin(vm);
            long total = step();
            var done = new Step { Name = name, Scope = scope, Nanoseconds = total };
            if (callCount > 1)
                done.Calls.AddRange(calls.Take(callCount));

            watch.End(vm, done);
            sample.Steps.Add(done);
        }
    }

    private long ClearAll(MeasuredVm vm)
    {
        long total = 0;
        for (int slot = 0; slot < vm.SlotCount; slot++)
        {
            ulong pages = vm.PagesOf(slot);
            for (ulong first = 0; first < pages; first += (ulong)experiment.ClearPages)
                total += Note(vm.ClearLog(slot, first, (uint)Math.Min((ulong)experiment.ClearPages, pages - first)));
        }

        return total;
    }

    private long Note(long nanoseconds) => calls[callCount++] = nanoseconds;

    private ulong Seed(int iteration) => unchecked((ulong)experiment.Seed + (0x9E37_79B9_7F4A_7C15UL * (ulong)iteration));
}
