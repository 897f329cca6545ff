using ScottPlot;
using ScottPlot.TickGenerators;
using static System.FormattableString;

namespace S2Grid.Views.Reports.Pictures;

/// <summary>A picture as it is drawn, with what all pictures have in common: legible in print, for the colour-blind, without
/// ornament.</summary>
public sealed class Chart
{
    /// <summary>Width in CSS pixels: the text width of a page.</summary>
    private const int Width = 720;

    /// <summary>Text in CSS pixels: 13 px are 9.75 pt.</summary>
    private const float FontSize = 13;

    /// <summary>Text at bars in CSS pixels.</summary>
    private const float SmallFontSize = FontSize - 1;

    /// <summary>
    /// The library centres a line of text by its ascent, which leaves it this much too high beside a bar: a quarter of the font's size.
    /// </summary>
    private const float Lower = 3;

    /// <summary>The width of a digit as a share of the font's size; the fonts below differ by little.</summary>
    private const double DigitWidth = 0.64;

    /// <summary>Letters of a line of the legend, those that an entry's colour and the gap behind it take, and a line's height in CSS
    /// pixels.</summary>
    private const int LegendWidth = 75;

    private const int EntryMargin = 6;

    private const int LegendHeight = 20;

    /// <summary>What is drawn at the left and the right of the labels: margins of the library.</summary>
    private const double Margins = 45;

    /// <summary>
    /// Okabe and Ito's colours, which also people who see some colours alike can tell apart; yellow, which is pale, is replaced by grey.
    /// </summary>
    private static readonly string[] Colours = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8C8C8C", "#000000"];

    private static readonly string[] Fonts = ["Inter", "Noto Sans", "Liberation Sans", "DejaVu Sans", "Arial"];

    /// <summary>Whether this machine has a font to write with. Without any the library has one that has neither name nor letters.</summary>
    public static bool HasFont => SkiaSharp.SKFontManager.Default.GetFontFamilies().Any(name => name.Length > 0);

    /// <summary>The most series that colours tell apart.</summary>
    public static int MaxSeries => Colours.Length;

    /// <summary>What it is drawn on.</summary>
    public Plot Plot { get; } = new();

    /// <summary>A drawing with text of the right size and a quiet grid.</summary>
    public Chart(string title)
    {
        Plot plot = Plot;
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
    }

    /// <summary>The colour of a series by its number.</summary>
    public static Color Colour(int series) => Color.FromHex(Colours[series % Colours.Length]);

    /// <summary>Names from top to bottom instead of numbers.</summary>
    public void NameRows(IReadOnlyList<string> names, Func<int, double> position)
    {
        Plot.Axes.Left.TickGenerator = new NumericManual([.. names.Select((_, i) => position(i))], [.. names]);
        Plot.Axes.Left.MajorTickStyle.Length = 0;
    }

    /// <summary>Changes in per cent from side to side, with room for what is written at the ends of bars; ticks stop at -100, below which
    /// nothing can be.</summary>
    /// <param name="low">The lowest value drawn.</param>
    /// <param name="high">The highest value drawn, at least <paramref name="low"/>.</param>
    /// <param name="names">The names at the left.</param>
    /// <param name="left">The longest text at the left of the lowest value.</param>
    /// <param name="right">The longest text at the right of the highest value.</param>
    public void SpanPercent(double low, double high, IReadOnlyList<string> names, string left, string right)
    {
        double span = Math.Max(high - low, 1);
        double pixels = DataWidth(names) - TextWidth(left) - TextWidth(right);
        Plot.Axes.SetLimitsX(low - (span / pixels * TextWidth(left)), high + (span / pixels * TextWidth(right)));
        double step = Step(span);
        double[] ticks =
            [.. Enumerable.Range((int)Math.Ceiling(Math.Max(low, -100) / step - 0.5), 50).Select(i => i * step)
                .TakeWhile(tick => tick <= high + (step / 2)).Where(tick => tick >= -100)];
        Plot.Axes.Bottom.TickGenerator = new NumericManual(ticks, [.. ticks.Select(tick => Invariant($"{tick:0.##}"))]);
    }

    /// <summary>The width of what a text takes at a bar's end, in CSS pixels.</summary>
    public static double TextWidth(string text) => DigitWidth * SmallFontSize * (text.Length + 1);

    /// <summary>The width that is left for bars, in CSS pixels.</summary>
    public static double DataWidth(IReadOnlyList<string> names)
        => Width - Margins - (DigitWidth * FontSize * names.Max(name => name.Length));

    /// <summary>A series of bars.</summary>
    /// <param name="name">Its name in the legend.</param>
    /// <param name="series">Its colour.</param>
    /// <param name="size">The bars' height as a share of a row's.</param>
    /// <param name="bars">Where each bar stands, where it begins and where it ends.</param>
    public void AddBars(string name, int series, double size, IEnumerable<(double Position, double From, double To)> bars)
    {
        Bar[] drawn = [.. bars.Select(bar => new Bar
        {
            Position = bar.Position,
            ValueBase = bar.From,
            Value = bar.To,
            Size = size,
            FillColor = Colour(series),
            LineWidth = 0,
            Orientation = Orientation.Horizontal,
        })];
        var plottable = Plot.Add.Bars(drawn);
        plottable.LegendText = name;
        plottable.Horizontal = true;
    }

    /// <summary>Text at the end of a bar.</summary>
    public void Write(string text, double x, double y, bool isAtLeft)
    {
        var label = Plot.Add.Text(isAtLeft ? text + ' ' : ' ' + text, x, y);
        label.LabelFontSize = SmallFontSize;
        label.LabelAlignment = isAtLeft ? Alignment.MiddleRight : Alignment.MiddleLeft;
        label.OffsetY = Lower;
    }

    /// <summary>A line across what is not known.</summary>
    public void DrawSpan(double low, double high, double y, Color colour, float width = 1.5f)
    {
        var line = Plot.Add.Line(low, y, high, y);
        line.Color = colour;
        line.LineWidth = width;
    }

    /// <summary>The picture, once all is drawn but the legend: that stands below it, side by side.</summary>
    /// <param name="name">Its file's name.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="caption">What stands below it.</param>
    /// <param name="facts">What stands in it beside the legend, so that it says all without its caption; semicolons between.</param>
    /// <param name="origins">Where its figures come from.</param>
    /// <param name="height">Its height in CSS pixels without the legend.</param>
    public Picture Finish(string name, string title, string caption, string facts, IReadOnlyList<string> origins, int height)
    {
        Plot.Legend.Orientation = Orientation.Horizontal;
        Plot.Legend.TightHorizontalWrapping = true;
        Plot.Legend.OutlineWidth = 0;
        Plot.Legend.ShadowColor = Colors.Transparent;
        foreach (LegendItem item in Plot.Legend.GetItems())
        {
            item.LabelOffsetY = Lower;
            Plot.Legend.ManualItems.Add(item);
        }

        foreach (string fact in facts.Split("; "))
            Plot.Legend.ManualItems.Add(new LegendItem { LabelText = fact, LabelOffsetY = Lower });

        height += LegendHeight * LinesOf(Plot.Legend.ManualItems.Select(item => item.LabelText.Length + EntryMargin));
        Plot.Legend.DisplayPlottableLegendItems = false;
        Plot.ShowLegend(Edge.Bottom);
        return new Picture(name, Capital(title), caption, Plot, Width, height) { Origins = origins };
    }

    /// <summary>A sentence's beginning.</summary>
    public static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>In how many lines entries of so many letters stand side by side.</summary>
    private static int LinesOf(IEnumerable<int> entries)
    {
        (int lines, int used) = (1, 0);
        foreach (int letters in entries)
            (lines, used) = used > 0 && used + letters > LegendWidth ? (lines + 1, letters) : (lines, used + letters);

        return lines;
    }

    /// <summary>A distance between ticks of which some five to ten fit into a span: 1, 2 or 5 times a power of ten.</summary>
    private static double Step(double span)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(span / 5)));
        double times = span / 5 / power;
        return power * (times < 2 ? 1 : times < 5 ? 2 : 5);
    }
}
