using System.Text.RegularExpressions;
using S2Grid.Views.Compare;
using ScottPlot;

namespace S2Grid.Views.Reports.Pictures;

/// <summary>A picture of a report.</summary>
/// <param name="Name">Its file's name without ending.</param>
/// <param name="Title">What it shows, in a few words.</param>
/// <param name="Caption">What it shows: quantities, units, scope, provenance, what the bars and intervals are.</param>
/// <param name="Plot">The drawing.</param>
/// <param name="Width">Width in CSS pixels, of which 96 are an inch.</param>
/// <param name="Height">Height in CSS pixels.</param>
public sealed partial record Picture(string Name, string Title, string Caption, Plot Plot, int Width, int Height)
{
    /// <summary>Where its figures come from, a word each: <see cref="OriginWord"/>.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Pixels of a PNG for one of the picture's, so that it is sharp in print.</summary>
    private const int Sharpness = 3;

    /// <summary>The picture as a file of its own.</summary>
    /// <remarks>The library numbers its names through the whole process; here they begin at 1, so that equal pictures are equal
    /// files.</remarks>
    public string Svg()
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return Names().Replace(Plot.GetSvgXml(Width, Height), match =>
        {
            string name = match.Groups[2].Value;
            if (!numbers.TryGetValue(name, out int number))
                numbers.Add(name, number = numbers.Count + 1);

            return string.Create(CultureInfo.InvariantCulture, $"{match.Groups[1].Value}n{number}");
        });
    }

    /// <summary>The picture as a part of a page: without the file's head, with names of its own, scaled to the page.</summary>
    public string InlineSvg()
    {
        string svg = Svg();
        svg = svg[svg.IndexOf("<svg", StringComparison.Ordinal)..].TrimEnd();
        svg = Names().Replace(svg, match => $"{match.Groups[1].Value}{Name}-{match.Groups[2].Value}");
        return Size().Replace(svg, $"viewBox=\"0 0 {Width} {Height}\" role=\"img\"", 1);
    }

    /// <summary>The picture in pixels.</summary>
    public void SavePng(string file)
    {
        // The plot is drawn at three times its size; everything in it grows alike.
        Plot.ScaleFactor = Sharpness;
        Plot.SavePng(file, Width * Sharpness, Height * Sharpness);
        Plot.ScaleFactor = 1;
    }

    [GeneratedRegex("""((?:\bid="|url\(#|xlink:href="#|\bhref="#))([\w-]+)""")]
    private static partial Regex Names();

    [GeneratedRegex("""width="\d+" height="\d+"(?=>)""")]
    private static partial Regex Size();
}
