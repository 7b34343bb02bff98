using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Pipeline.Figures.Svg;
using Pipelines.Pipeline.Figures.Vega;

namespace Pipelines.Pipeline.Reports;

/// <summary>The figures with their captions, files and the numbers behind them.</summary>
/// <param name="drawn">What came of the entries.</param>
/// <param name="isAsked">The experiment asks for them; default figures that the results have nothing of are not missed.</param>
/// <param name="pointColumn">The column of the page's table of points behind a name; null for none.</param>
/// <param name="formats">Pictures that lie beside SVG and Vega-Lite.</param>
internal sealed class FigureSection(
    ImmutableArray<Drawn> drawn, bool isAsked, Func<string, string?> pointColumn, ImmutableArray<FigureFormat> formats)
{
    private const int MostRows = 25;
    private const int MostCells = 400;
    private const int MostCurves = 12;

    public Markup Write()
    {
        if (drawn.All(d => d.Figure is null && !isAsked)) return "";
        var figures = Markup.Join("", drawn.Where(d => d.Figure is not null).Select(Of));
        var missing = drawn.Where(d => d.Figure is null && isAsked).Select(d => Markup.Of($"<li>{d.Settings.Name}: {d.Missing}.</li>\n")).ToList();
        var list = missing.Count > 0 ? Markup.Of($"<p>Not drawn from these results:</p>\n<ul>{Markup.Join("", missing)}</ul>\n") : "";
        return Markup.Of($"<section id=\"figures\"><h2>Figures</h2>\n{figures}{list}</section>\n");
    }

    private Markup Of(Drawn one)
    {
        var figure = one.Figure!;
        var width = Math.Min(figure.Columns, figure.Panels.Length) == 1 ? 540 : 1040;
        List<Markup> files =
        [
            Html.Link($"figures/{figure.Name}.svg", "SVG"),
            .. formats.Select(f => Html.Link($"figures/{figure.Name}.{Picture.Ending(f)}", Picture.Ending(f).ToUpperInvariant())),
            Html.Link($"figures/{figure.Name}.vl.json", "Vega-Lite"),
        ];
        if (!one.Frames.IsEmpty) files.Add(Html.Link($"figures/{figure.Name}.html", $"{one.Frames.Length} frames with a slider"));
        var (view, rows) = VegaFigure.ForPage(figure, pointColumn);
        return Markup.Of($"""
            <figure id="{figure.Name}" style="max-width:{width}px">
            <div class="drawing">{Markup.Made(SvgFigure.Render(figure))}</div>
            {PageScript.Data("application/json", "view", view)}{PageScript.Data("text/csv", "rows", rows)}
            <figcaption><b>{Html.Math(figure.Title.Length > 0 ? figure.Title : figure.Name)}.</b> {Html.Math(figure.Caption)}
            <p class="notes">{string.Join(' ', figure.Notes)}</p>
            <p class="files">{Markup.Join(" · ", files)}</p>
            {Html.Details("The numbers behind it", Markup.Join("", figure.Panels.Select(Numbers)))}</figcaption></figure>

            """);
    }

    private static Markup Numbers(Panel panel, int index)
    {
        // A label that several curves share, or none, does not say which of them it is.
        var labels = panel.Marks.Where(m => m.Numbers.Length > 0).CountBy(m => m.Label).ToDictionary();
        string NameOf(Mark mark) =>
            mark.Label.Length == 0 ? mark.Curve : labels[mark.Label] == 1 || mark.Curve.Length == 0 ? mark.Label : $"{mark.Label} ({mark.Curve})";
        var curves = panel.Marks.Where(m => m.Numbers.Length > 0).ToList();
        var isColoured = panel.Colours is not null;
        var rows = curves.Take(MostCurves).SelectMany(Rows);
        var title = panel.Title.Length > 0 ? Html.Math(panel.Title) : $"panel {index + 1}";
        var note = curves.Count > MostCurves ? $", the first {MostCurves} of {curves.Count} curves" : "";
        return Html.Table(Markup.Of($"{title}{note}, at most {(curves.Exists(m => m is CellsMark) ? MostCells : MostRows)} rows of each"),
        [
            "curve", Html.Math(panel.X.Label), Html.Math(panel.Y.Label), .. Coloured(Html.Math(panel.Colours?.Label ?? "")),
            "error bar or band",
        ], rows);

        IEnumerable<Markup[]> Rows(Mark mark)
        {
            var (numbers, values) = (mark.Numbers, mark.Values);
            return Some(numbers.Length, mark is CellsMark ? MostCells : MostRows)
                .Select(i => Row(numbers[i], values.IsEmpty ? double.NaN : values[i], NameOf(mark)));
        }

        Markup[] Row(Point at, double value, string name) =>
        [
            Html.Math(name), Html.Number(at.X), double.IsNaN(at.Y) ? "–" : Html.Number(at.Y),
            .. Coloured(double.IsNaN(value) ? "" : Html.Number(value)),
            double.IsNaN(at.Low) ? "" : $"{Html.Number(at.Low)} to {Html.Number(at.High)}",
        ];

        Markup[] Coloured(Markup column) => isColoured ? [column] : [];
    }

    private static IEnumerable<int> Some(int count, int most) =>
        Enumerable.Range(0, Math.Min(count, most)).Select(i => count <= most ? i : (int)((long)i * (count - 1) / (most - 1)));
}

/// <summary>An entry of <c>figures:</c> as it came out.</summary>
/// <param name="Settings">The entry.</param>
/// <param name="Figure">The figure; null where the results lack something.</param>
/// <param name="Missing">What they lack; empty otherwise.</param>
/// <param name="Frames">The frames of an animation.</param>
internal sealed record Drawn(FigureSettings Settings, Figure? Figure, string Missing, ImmutableArray<(double At, Figure Figure)> Frames)
{
    /// <summary>The tables are there, but a condition of the entry is met by no row.</summary>
    public bool IsUnmet { get; init; }

    /// <summary>No point that the entry is about has results.</summary>
    public bool IsLeftOut { get; init; }

    /// <summary>What to say of an entry that could not be drawn.</summary>
    public Undrawn NotDrawn => new(Settings.Name, Missing, IsUnmet) { IsLeftOut = IsLeftOut };

    public static Drawn Of(FigureMaker maker, FigureSettings settings)
    {
        try
        {
            return new(settings, maker.Make(settings), "", [.. maker.Frames(settings)]);
        }
        catch (MissingResultException missing)
        {
            return new(settings, null, missing.Message, [])
            {
                IsUnmet = missing is UnmetConditionException,
                IsLeftOut = missing is WithoutResultsException,
            };
        }
    }
}

/// <summary>An animation as a page: its frames as drawings, one of them shown, chosen with a slider.</summary>
internal static class FramesPage
{
    public static string Of(Drawn drawn)
    {
        var figure = drawn.Figure!;
        var last = drawn.Frames.Length - 1;
        var frames = drawn.Frames.Select((frame, i) => Markup.Of(
            $"<div class=\"frame\" data-at=\"{Html.Number(frame.At)}\"{(i == last
                ? ""
                : " hidden")}>{Markup.Made(SvgFigure.Render(frame.Figure))}</div>\n"));
        return PageStyle.Page(
            figure.Title.Length > 0 ? figure.Title : figure.Name,
            Markup.Of($"""
                <main class="frames"><h1>{Html.Math(figure.Title)}</h1>
                <p>{Html.Math(figure.Caption)}</p>
                <p class="slider"><label for="frame">{drawn.Settings.Frames!.Column}</label> <input id="frame" type="range" min="0" max="{last}" value="{last}"> <output for="frame" id="at">{Html.Number(drawn.Frames[last].At)}</output> <button id="play" type="button">Play</button></p>
                {Markup.Join("", frames)}</main>

                """),
            [PageScript.Slider]);
    }
}
