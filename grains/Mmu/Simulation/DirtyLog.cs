using S2Grid.Mmu.Mapping;
using S2Grid.Mmu.Tables;

namespace S2Grid.Mmu.Simulation;

/// <summary>Which pages of a slot have their bit in its dirty log, as the steps that were done have set and cleared them.</summary>
/// <param name="Changes">The changes since all bits were alike, in order.</param>
internal sealed record DirtyLog(IReadOnlyList<(PageSelection Pages, bool IsDirty)> Changes)
{
    private static readonly DirtyLog AllClean = new([(PageSelection.All, false)]);
    private static readonly DirtyLog AllDirty = new([(PageSelection.All, true)]);

    /// <summary>
    /// The log after a step. Enabling it by write-protecting the slot begins with no bit, by a first CLEAR with all of them; what the guest
    /// writes sets bits; a collapse is a fault without logging.
    /// </summary>
    /// <param name="log">The log before it; null where nothing is logged.</param>
    /// <param name="step">The step.</param>
    internal static DirtyLog? After(DirtyLog? log, VmStep step) => step.Kind switch
    {
        VmStepKind.WriteProtect => AllClean,
        VmStepKind.Clear => (log ?? AllDirty).With(step.Pages, false),
        VmStepKind.Write => log?.With(step.Pages, true),
        VmStepKind.Map => log?.With(new PageSelection(PageSelectionKind.Page, step.Page), true),
        VmStepKind.Populate or VmStepKind.Redirty => log?.With(PageSelection.All, true),
        VmStepKind.CollapseFirst or VmStepKind.CollapseEach or VmStepKind.Destroy => null,
        _ => log,
    };

    /// <summary>
    /// The first leaf that the guest can write without a fault although a page of it has no dirty bit: what is written there is lost to who
    /// reads the log.
    /// </summary>
    /// <returns>The leaf's level and the page's IPA; null where there is none.</returns>
    internal (int Level, ulong Ipa)? FindUnlogged(Stage2Tables tables, VmConfiguration slot)
    {
        if (Changes is [(_, IsDirty: true)])
            return null;

        var finder = new Finder(this, slot);
        LeafRuns<Finder>.Visit(tables, ref finder);
        return finder.Found;
    }

    private DirtyLog With(PageSelection pages, bool isDirty) =>
        pages != PageSelection.All ? new DirtyLog([.. Changes, (pages, isDirty)]) : isDirty ? AllDirty : AllClean;

    /// <summary>The bits of 64 pages.</summary>
    private ulong Word(ulong first, ulong end, ulong pageSize)
    {
        ulong word = 0;
        foreach ((PageSelection pages, bool isDirty) in Changes)
        {
            ulong changed = pages.Word(first, end, pageSize);
            word = isDirty ? word | changed : word & ~changed;
        }

        return word;
    }

    private struct Finder(DirtyLog log, VmConfiguration slot) : ILeafVisitor
    {
        internal (int Level, ulong Ipa)? Found { get; private set; }

        public void Visit(in LeafRun run)
        {
            if (Found is not null || (run.Attributes & Descriptor.WriteBit) == 0 || run.Ipa < slot.Base || run.Ipa >= slot.End)
                return;

            ulong pageSize = slot.Geometry.PageSize;
            ulong first = (run.Ipa - slot.Base) / pageSize;
            ulong end = first + ((ulong)run.Count * (slot.Geometry.GranuleSize(run.Level) / pageSize));
            for (ulong page = first; page < end; page = (page | (PageSelection.WordPages - 1)) + 1)
            {
                ulong word = page & ~(ulong)(PageSelection.WordPages - 1);
                ulong clean = ~log.Word(word, end, pageSize) & (ulong.MaxValue << (int)(page - word));
                if (end - word < PageSelection.WordPages)
                    clean &= (1UL << (int)(end - word)) - 1;

                if (clean != 0)
                {
                    Found = (run.Level, slot.Base + ((word + (ulong)BitOperations.TrailingZeroCount(clean)) * pageSize));
                    return;
                }
            }
        }
    }
}
