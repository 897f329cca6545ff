using System.Text.Json;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Replay;
using S2Grid.Mmu.Simulation;

namespace S2Grid.Mmu.Tests.Kernels;

/// <summary>
/// What kprobes counted on running kernels in the arm64 lab, against the engine with those kernels' rules. A line of kernels.jsonl is a VM:
/// the release, the functions that it has not (<c>absent</c>) or that had no probe (<c>unprobed</c>: unknown, not zero), and for each thing
/// that was done the engine's steps and the hits, by level where the probe fetched it; what is not listed was not hit. "filled" are
/// top-ups that found less than they were to keep, "table pages" is the change of SecPageTables.
/// </summary>
public sealed class KernelCountsTests
{
    private static readonly VmStepKind[] Splits = [VmStepKind.WriteProtect, VmStepKind.Split, VmStepKind.Clear];
    private static readonly VmStepKind[] Teardowns = [VmStepKind.Unmap, VmStepKind.Destroy];

    private static readonly VmStepKind[] Faults =
        [VmStepKind.Populate, VmStepKind.Map, VmStepKind.Write, VmStepKind.CollapseFirst];

    /// <summary>What probes see, and which counters that is: in some steps, or in all.</summary>
    private static readonly (VmStepKind[]? In, string Probes, string Counters)[] Figures =
    [
        (Splits, "stage2_split_walker leaf", "leaf_callbacks"),
        (Splits, "stage2_attr_walker leaf", "wp_leaf_callbacks"),
        (Splits, "stage2_map_walker leaf", "unlinked_leaf_callbacks"),
        (Faults, "stage2_map_walker leaf + stage2_attr_walker leaf", "leaf_callbacks"),
        (Faults, "stage2_map_walker table-pre", "table_pre_callbacks"),
        (Faults, "stage2_free_walker leaf", "freed_leaf_callbacks"),
        (Faults, "stage2_free_walker table-post", "freed_table_post_callbacks"),
        (Teardowns, "stage2_unmap_walker leaf + stage2_free_walker leaf", "leaf_callbacks"),
        (Teardowns, "stage2_unmap_walker table-post + stage2_free_walker table-post", "table_post_callbacks"),
        ([VmStepKind.Destroy], "stage2_free_walker+0xb8", "pte_writes"),
        (null, "kvm_pgtable_stage2_map + kvm_pgtable_stage2_relax_perms + kvm_pgtable_stage2_wrprotect + kvm_pgtable_stage2_split "
            + "+ kvm_pgtable_stage2_unmap + kvm_pgtable_stage2_destroy + kvm_pgtable_stage2_destroy_range", "walks"),
        (null, "kvm_host_get_page", "get_page"),
        (null, "kvm_s2_put_page", "put_page"),
        (null, "stage2_memcache_zalloc_page", "tables_allocated"),
        (null, "table pages + kvm_s2_free_pages_exact pages", "tables_allocated - tables_freed"),
        (null, "__kvm_mmu_topup_memory_cache filled", "topups"),
        (null, "__kvm_mmu_topup_memory_cache pages", "topup_pages"),
        (null, "__kvm_tlb_flush_vmid_ipa level", "tlbi_ipa"),
        (null, "__kvm_tlb_flush_vmid_ipa unknown", "tlbi_ipa_unknown"),
        (null, "__kvm_tlb_flush_vmid_ipa_nsh", "tlbi_ipa_nsh"),
        (null, "__kvm_tlb_flush_vmid_range", "tlbi_range"),
        (null, "__kvm_tlb_flush_vmid_range pages", "tlbi_range_pages"),
        (null, "__kvm_tlb_flush_vmid", "tlbi_vmid"),
        (null, "clean_dcache_guest_page", "dcache_calls"),
    ];

    [Theory]
    [InlineData("6.12", 1412)]
    [InlineData("7.3", 1437)]
    public void Engine_CountsOfARunningKernel_EqualsInEveryFigure(string kernel, int figures)
    {
        var differences = new List<string>();
        int compared = 0;
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Reference", "kernels.jsonl")))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement one = document.RootElement;
            if (one.GetProperty("config").GetProperty("kernel").GetString() == kernel)
                compared += Compare(one, differences);
        }

        Assert.True(
            differences.Count == 0, $"{differences.Count} of {compared} figures differ:\n{string.Join('\n', differences.Take(40))}");
        Assert.Equal(figures, compared);
    }

    private static int Compare(JsonElement one, List<string> differences)
    {
        using var vm = new SimulatedVm(ReplayReader.Read($"{{\"config\":{one.GetProperty("config")},\"steps\":[]}}").Configuration);
        string[] unprobed = [.. Names(one, "unprobed")];
        int compared = 0;
        foreach (JsonElement done in one.GetProperty("steps").EnumerateArray())
        {
            VmStep[] steps = [.. Names(done, "simulated").Select(VmStep.Parse)];
            var sum = new StepCounters();
            foreach (VmStep step in steps)
            {
                var counters = new StepCounters();
                vm.Run(step, counters);
                sum.Add(counters);
            }

            JsonElement hits = done.GetProperty("hits");
            foreach ((VmStepKind[]? kinds, string probes, string names) in Figures)
            {
                if (kinds?.Contains(steps[0].Kind) == false || probes.Split(" + ").Any(probe => unprobed.Contains(probe.Split(' ')[0])))
                    continue;

                compared++;
                long[] counted = Counted(hits, probes);
                long[] simulated = Simulated(sum, names, counted.Length);
                if (!counted.SequenceEqual(simulated))
                {
                    differences.Add(
                        $"{one.GetProperty("release")} {one.GetProperty("case")}, {string.Join(' ', (object[])steps)}: "
                        + $"{probes} {string.Join(' ', counted)}, {names} {string.Join(' ', simulated)}");
                }
            }
        }

        return compared;
    }

    /// <summary>Hits of probes, by level where a probe says it, else in one number.</summary>
    private static long[] Counted(JsonElement hits, string probes)
    {
        string[] names = probes.Split(" + ");
        bool hasLevels = names.Any(name => name.EndsWith(" leaf", StringComparison.Ordinal)
            || name.Contains(" table-", StringComparison.Ordinal) || name.EndsWith(" level", StringComparison.Ordinal));
        long[] sum = new long[hasLevels ? Stage2Geometry.LevelCount : 1];
        foreach (string name in names)
        {
            if (!hits.TryGetProperty(name, out JsonElement value))
                continue;

            long[] values = hasLevels ? [.. value.EnumerateArray().Select(level => level.GetInt64())] : [value.GetInt64()];
            for (int i = 0; i < sum.Length; i++)
                sum[i] += values[i];
        }

        return sum;
    }

    private static long[] Simulated(StepCounters counters, string names, int length)
    {
        string[] parts = names.Split(" - ");
        return [.. Enumerable.Range(0, length).Select(level => Value(parts[0], level) - (parts.Length > 1 ? Value(parts[1], level) : 0))];

        long Value(string name, int level)
        {
            CounterField field = CounterLayout.Find(name)!;
            return length == 1 ? counters.Total(field) : counters.Values[field.Offset + level];
        }
    }

    private static IEnumerable<string> Names(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement list) ? list.EnumerateArray().Select(one => one.GetString()!) : [];
}
