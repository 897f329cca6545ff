using ScottPlot;
using ScottPlot.TickGenerators;

namespace S2Grid.Cli.Reports.Pictures;

/// <summary>What all pictures have in common: legible in print, for the colour-blind, without ornament.</summary>
internal static class PictureStyle
{
    /// <summary>Width in CSS pixels: the text width of a page.</summary>
    public const int Width = 720;

    /// <summary>Text in CSS pixels: 13 px are 9.75 pt.</summary>
    public const float FontSize = 13;

    /// <summary>Okabe and Ito's colours, which also people who see some colours alike can tell apart; yellow, which is pale, is left out.</summary>
    private static readonly string[] Colours = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000"];

    private static readonly string[] Fonts = ["Inter", "Noto Sans", "Liberation Sans", "DejaVu Sans", "Arial"];

    /// <summary>Whether this machine has a font to write with.</summary>
    public static bool HasFont => SkiaSharp.SKFontManager.Default.FontFamilyCount > 0;

    /// <summary>The most series that colours tell apart.</summary>
    public static int MostSeries => Colours.Length;

    /// <summary>The colour of a series.</summary>
    public static Color Colour(int series) => Color.FromHex(Colours[series % Colours.Length]);

    /// <summary>A plot with text of the right size and a quiet grid.</summary>
    public static Plot NewPlot(string title)
    {
        var plot = new Plot();
        plot.Title(title, 15);
        string[] installed = SkiaSharp.SKFontManager.Default.GetFontFamilies();
        if (Fonts.FirstOrDefault(installed.Contains) is { } font)
        {
            plot.Font.Set(font);
            plot.Legend.FontName = font;
        }

        foreach (IAxis axis in (IEnumerable<IAxis>)[plot.Axes.Left, plot.Axes.Bottom])
        {
            axis.TickLabelStyle.FontSize = FontSize;
            axis.Label.FontSize = FontSize;
            axis.Label.Bold = false;
        }

        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Legend.FontSize = FontSize;
        return plot;
    }

    /// <summary>Names at whole positions instead of numbers.</summary>
    public static void Name(IXAxis axis, IReadOnlyList<string> names, Func<int, double> position)
    {
        axis.TickGenerator = new NumericManual([.. names.Select((_, i) => position(i))], [.. names]);
        axis.MajorTickStyle.Length = 0;
    }

    /// <summary>Names at whole positions instead of numbers.</summary>
    public static void Name(IYAxis axis, IReadOnlyList<string> names, Func<int, double> position)
    {
        axis.TickGenerator = new NumericManual([.. names.Select((_, i) => position(i))], [.. names]);
        axis.MajorTickStyle.Length = 0;
    }

    /// <summary>A legend below the picture, side by side.</summary>
    public static void Legend(Plot plot)
    {
        plot.Legend.Orientation = Orientation.Horizontal;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.ShowLegend(Edge.Bottom);
    }
}
