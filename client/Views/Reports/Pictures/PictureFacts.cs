using S2Grid.Views.Compare;

namespace S2Grid.Views.Reports.Pictures;

/// <summary>What must stand in a picture so that it says the same without its caption.</summary>
public static class PictureFacts
{
    /// <summary>Scope, provenance, size of the VM, how sure the figures are, how often each was run.</summary>
    /// <param name="origin">Where the figures come from.</param>
    /// <param name="surety">How sure they are: exact counts, which model predicts, median.</param>
    /// <param name="groups">What is drawn.</param>
    /// <param name="choice">Why this is drawn, where there is more; else empty.</param>
    public static string Of(FigureOrigin origin, string surety, IEnumerable<RunGroup> groups, string choice = "")
    {
        RunGroup[] drawn = [.. groups];
        ulong[] sizes = [.. drawn.Select(group => group.Configuration.Memory).Distinct().Order()];
        string memory = sizes.Length == 1 ? ByteSize.Format(sizes[0]) : $"{ByteSize.Format(sizes[0])} to {ByteSize.Format(sizes[^1])}";
        string?[] facts =
        [
            origin.Scope.Describe(),
            ComparisonText.Describe(origin),
            $"VM of {memory}",
            surety,
            $"n: {ChangePicture.Samples(drawn.Select(group => group.Runs))}",
            choice.Length > 0 ? choice : null,
        ];
        return string.Join("; ", facts.OfType<string>());
    }
}
