using S2Grid.Mmu;
using S2Grid.Protocol;

namespace S2Grid.Agent.Measuring;

/// <summary>The pages of an experiment as the simulator chooses them.</summary>
internal static class PageChoices
{
    /// <summary>The selection; null where no page is to be written. An absent choice is all pages.</summary>
    internal static PageSelection? Read(PageChoice? choice) => choice?.PagesCase switch
    {
        PageChoice.PagesOneofCase.None_ => null,
        PageChoice.PagesOneofCase.StrideBytes => new PageSelection(PageSelectionKind.Stride, (ulong)choice.StrideBytes),
        PageChoice.PagesOneofCase.Random => new PageSelection(
            PageSelectionKind.Random, 0, choice.Random.Fraction, choice.Random.Seed),
        PageChoice.PagesOneofCase.Page => new PageSelection(PageSelectionKind.Page, (ulong)choice.Page),
        _ => PageSelection.All,
    };
}
