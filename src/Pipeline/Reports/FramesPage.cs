using System.Text;
using Pipelines.Pipeline.Figures.Svg;

namespace Pipelines.Pipeline.Reports;

/// <summary>An animation as a page: its frames as drawings, one of them shown, chosen with a slider.</summary>
internal static class FramesPage
{
    public static string Of(Drawn drawn)
    {
        var figure = drawn.Figure!;
        var page = new StringBuilder();
        page.Append(PageStyle.Head(figure.Title.Length > 0 ? figure.Title : figure.Name));
        page.Append($"<main class=\"frames\"><h1>{Html.Math(figure.Title)}</h1>\n<p>{Html.Math(figure.Caption)}</p>\n");
        var last = drawn.Frames.Length - 1;
        page.Append($"<p class=\"slider\"><label for=\"frame\">{Html.Escape(drawn.Settings.Frames!.Column)}</label> ");
        page.Append($"<input id=\"frame\" type=\"range\" min=\"0\" max=\"{last}\" value=\"{last}\"> <output for=\"frame\" id=\"at\">{Html.Number(drawn.Frames[last].At)}</output> <button id=\"play\" type=\"button\">Play</button></p>\n");
        for (var i = 0; i <= last; i++)
            page.Append($"<div class=\"frame\" data-at=\"{Html.Number(drawn.Frames[i].At)}\"{(i == last ? "" : " hidden")}>{SvgFigure.Render(drawn.Frames[i].Figure)}</div>\n");
        return page.Append($"</main>\n<script>{PageStyle.SliderScript}</script>\n</body>\n</html>\n").ToString();
    }
}
