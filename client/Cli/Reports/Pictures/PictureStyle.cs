using ScottPlot;
using ScottPlot.TickGenerators;
using static System.FormattableString;

namespace S2Grid.Cli.Reports.Pictures;

/// <summary>What all pictures have in common: legible in print, for the colour-blind, without ornament.</summary>
internal static class PictureStyle
{
    /// <summary>Width in CSS pixels: the text width of a page.</summary>
    public const int Width = 720;

    /// <summary>Text in CSS pixels: 13 px are 9.75 pt.</summary>
    public const float FontSize = 13;

    /// <summary>Text at bars in CSS pixels.</summary>
    public const float SmallFontSize = FontSize - 1;

    /// <summary>
    /// The library centres a line of text by its ascent, which leaves it this much too high beside a bar: a quarter of the font's size.
    /// </summary>
    private const float Lower = 3;

    /// <summary>The width of a digit as a share of the font's size; the fonts below differ by little.</summary>
    private const double DigitWidth = 0.64;

    /// <summary>What is drawn at the left and the right of the labels: margins of the library.</summary>
    private const double Margins = 45;

    /// <summary>
    /// Okabe and Ito's colours, which also people who see some colours alike can tell apart; yellow, which is pale, is replaced by grey.
    /// </summary>
    private static readonly string[] Colours = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8C8C8C", "#000000"];

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

        plot.Axes.Left.TickLabelStyle.OffsetY = Lower;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Legend.FontSize = FontSize;
        return plot;
    }

    /// <summary>Names from top to bottom instead of numbers.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="names">The names.</param>
    /// <param name="position">Where each stands.</param>
    public static void NameRows(Plot plot, IReadOnlyList<string> names, Func<int, double> position)
    {
        plot.Axes.Left.TickGenerator = new NumericManual([.. names.Select((_, i) => position(i))], [.. names]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
    }

    /// <summary>Per cent from side to side, with room for what is written at the ends of bars; ticks stop at -100, below which nothing can be.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="low">The lowest value drawn, at most 0.</param>
    /// <param name="high">The highest value drawn, at least <paramref name="low"/>.</param>
    /// <param name="names">The names at the left.</param>
    /// <param name="left">The longest text at the left of the lowest value.</param>
    /// <param name="right">The longest text at the right of the highest value.</param>
    public static void SpanPercent(Plot plot, double low, double high, IReadOnlyList<string> names, string left, string right)
    {
        double span = Math.Max(high - low, 1);
        double pixels = DataWidth(names) - TextWidth(left) - TextWidth(right);
        plot.Axes.SetLimitsX(low - (span / pixels * TextWidth(left)), high + (span / pixels * TextWidth(right)));
        double step = Step(span);
        double[] ticks = [.. Enumerable.Range((int)Math.Ceiling(Math.Max(low, -100) / step - 0.5), 50).Select(i => i * step).TakeWhile(tick => tick <= high + (step / 2)).Where(tick => tick >= -100)];
        plot.Axes.Bottom.TickGenerator = new NumericManual(ticks, [.. ticks.Select(tick => Invariant($"{tick:0.##}"))]);
    }

    /// <summary>The width of what a text takes at a bar's end, in CSS pixels.</summary>
    public static double TextWidth(string text) => DigitWidth * SmallFontSize * (text.Length + 1);

    /// <summary>The width that is left for bars, in CSS pixels.</summary>
    public static double DataWidth(IReadOnlyList<string> names) => Width - Margins - (DigitWidth * FontSize * names.Max(name => name.Length));

    /// <summary>Text at the end of a bar.</summary>
    public static void Write(Plot plot, string text, double x, double y, bool isAtLeft)
    {
        var label = plot.Add.Text(isAtLeft ? text + ' ' : ' ' + text, x, y);
        label.LabelFontSize = SmallFontSize;
        label.LabelAlignment = isAtLeft ? Alignment.MiddleRight : Alignment.MiddleLeft;
        label.OffsetY = Lower;
    }

    /// <summary>A line across what is not known.</summary>
    public static void DrawSpan(Plot plot, double low, double high, double y, Color colour, float width = 1.5f)
    {
        var line = plot.Add.Line(low, y, high, y);
        line.Color = colour;
        line.LineWidth = width;
    }

    /// <summary>A legend below the picture, side by side.</summary>
    public static void Legend(Plot plot)
    {
        plot.Legend.Orientation = Orientation.Horizontal;
        plot.Legend.TightHorizontalWrapping = true;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        foreach (LegendItem item in plot.Legend.GetItems())
        {
            item.LabelOffsetY = Lower;
            plot.Legend.ManualItems.Add(item);
        }

        plot.Legend.DisplayPlottableLegendItems = false;
        plot.ShowLegend(Edge.Bottom);
    }

    /// <summary>A distance between ticks of which some five to ten fit into a span: 1, 2 or 5 times a power of ten.</summary>
    private static double Step(double span)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(span / 5)));
        double times = span / 5 / power;
        return power * (times < 2 ? 1 : times < 5 ? 2 : 5);
    }
}
