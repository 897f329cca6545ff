using System.Globalization;
using S2Grid.Mmu;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Simulation;

namespace S2Grid.Lab.Tests;

/// <summary>An experiment for <c>s2grid-agent bench</c> on the emulated host and for the simulator.</summary>
/// <param name="Scenario">enable or clear.</param>
/// <param name="Backing">4k or thp.</param>
/// <param name="Memory">As in 64M.</param>
/// <param name="Chunk">As in 2M.</param>
/// <param name="Iterations">One ends with the first CLEAR; before a second one the guest writes all pages.</param>
public sealed record BenchCase(string Scenario, string Backing, string Memory, string Chunk, int Iterations)
{
    /// <summary>The steps that a machine counts and the simulator knows.</summary>
    private IReadOnlyList<(string Step, string[] Simulated)> Steps => (Scenario, Iterations) switch
    {
        ("enable", _) => [("enable", ["wp", "split"])],
        (_, 1) => [("clear-1", ["clear"])],
        _ => [("clear-1", ["clear"]), ("dirty-2", ["write:all"]), ("clear-2", ["clear"])],
    };

    /// <summary>The agent's command line. One ioctl clears the whole slot, as in the simulator.</summary>
    public string Command => string.Create(CultureInfo.InvariantCulture,
        $"s2grid-agent bench --scenario {Scenario} --backing {Backing} --memory {Memory} --chunk {Chunk} --iterations {Iterations} "
        + $"--dirty {(Iterations == 1 ? "none" : "all")} --clear-pages {Bytes(Memory) >> 12} --verify-counts --json");

    /// <summary>What the simulator counts in these steps, under the names of the kernel's functions, and the tables that it
    /// builds.</summary>
    public IReadOnlyDictionary<string, long> Simulate()
    {
        Assert.True(S2Grid.Mmu.Backing.TryParse(Backing, out Backing backing));
        using var vm =
            new SimulatedVm(new VmConfiguration { Memory = Bytes(Memory), Backing = backing, Chunk = new SplitChunk(Bytes(Chunk)) });
        vm.Run(VmStep.Parse("populate"), new StepCounters());
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach ((string step, string[] simulated) in Steps)
        {
            foreach (string part in simulated)
            {
                var counters = new StepCounters();
                vm.Run(VmStep.Parse(part), counters);
                Add(step, part, counters);
            }
        }

        return counts;

        void Add(string step, string part, StepCounters counters)
        {
            // Relaxing a permission after a fault, like write-protecting, changes attributes.
            bool isSplit = part is "split" or "clear";
            Count("stage2_split_walker", isSplit ? Sum("leaf_callbacks") : 0);
            Count("stage2_attr_walker", Sum("wp_leaf_callbacks") + (isSplit ? 0 : Sum("leaf_callbacks")));
            Count("kvm_pgtable_stage2_split", Sum("split_walks"));
            Count("kvm_pgtable_stage2_create_unlinked", Sum("split_l1_full") + Sum("split_l1_partial") + Sum("split_l2"));
            Count("__kvm_tlb_flush_vmid_ipa", Sum("tlbi_ipa") + Sum("tlbi_ipa_unknown"));
            Count("__kvm_tlb_flush_vmid_ipa_nsh", Sum("tlbi_ipa_nsh"));
            Count("__kvm_tlb_flush_vmid_range", Sum("tlbi_range"));
            Count("tables", Sum("tables_allocated"));

            long Sum(string counter) => counters.Total(CounterLayout.Fields.Single(field => field.Name == counter));

            void Count(string name, long count) => counts[$"{step} {name}"] = counts.GetValueOrDefault($"{step} {name}") + count;
        }
    }

    private static ulong Bytes(string size)
    {
        Assert.True(ByteSize.TryParse(size, out ulong bytes));
        return bytes;
    }
}
