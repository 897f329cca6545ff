namespace S2Grid.Mmu;

/// <summary>Which steps a VM's slot allows.</summary>
internal static class StepRules
{
    /// <summary>Throws what is wrong with a step for this slot.</summary>
    /// <exception cref="InvalidOperationException">A page, range or block lies outside the slot or does not exist with this
    /// granule.</exception>
    internal static void Check(VmStep step, VmConfiguration slot)
    {
        ulong pages = slot.Memory >> slot.PageShift;
        switch (step.Kind)
        {
            case VmStepKind.Map or VmStepKind.MakeYoung when step.Page >= pages:
            case VmStepKind.Write or VmStepKind.Clear when step.Pages.Kind == PageSelectionKind.Page && step.Pages.Value >= pages:
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture, $"'{step}': the slot has {pages} pages, numbered from 0."));
            case VmStepKind.SplitRange when step.Offset >= slot.Memory || step.Size > slot.Memory - step.Offset || step.Size == 0:
                throw new InvalidOperationException(
                    $"'{step}': the range is empty or ends outside the slot of {ByteSize.Format(slot.Memory)}.");
            case VmStepKind.CollapseFirst or VmStepKind.CollapseEach:
                CheckCollapse(step, slot);
                break;
            default:
                break;
        }
    }

    /// <summary>The level whose blocks have <paramref name="size"/> bytes, or 0 if there is none.</summary>
    internal static int BlockLevel(Stage2Geometry geometry, ulong size)
    {
        for (int level = geometry.MinBlockLevel; level < Stage2Geometry.LastLevel; level++)
        {
            if (geometry.GranuleSize(level) == size)
                return level;
        }

        return 0;
    }

    private static void CheckCollapse(VmStep step, VmConfiguration slot)
    {
        Stage2Geometry geometry = slot.Geometry;
        if (BlockLevel(geometry, step.BlockSize) == 0)
        {
            var sizes = Enumerable.Range(geometry.MinBlockLevel, Stage2Geometry.LastLevel - geometry.MinBlockLevel)
                .Select(level => ByteSize.Format(geometry.GranuleSize(level)));
            throw new InvalidOperationException(
                $"'{step}': blocks of a {ByteSize.Format(geometry.PageSize)} granule have {string.Join(" or ", sizes)}.");
        }

        ulong first = (slot.Base + step.BlockSize - 1) & ~(step.BlockSize - 1);
        if (first + step.BlockSize > slot.End)
            throw new InvalidOperationException($"'{step}': the slot has no aligned range of {ByteSize.Format(step.BlockSize)}.");
    }
}
