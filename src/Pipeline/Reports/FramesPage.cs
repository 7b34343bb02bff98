using Pipelines.Pipeline.Figures.Svg;

namespace Pipelines.Pipeline.Reports;

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
            PageStyle.SliderScript);
    }
}
