using Pipelines.Pipeline.Figures.Drawing;

namespace Pipelines.Pipeline.Reports;

/// <summary>The head of every page: style for light, dark and print, and a policy under which nothing can be fetched.</summary>
internal static class PageStyle
{
    public static string Head(string title) =>
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n"
        // Without an icon of its own a browser asks for one.
        + "<link rel=\"icon\" href=\"data:,\">\n"
        + $"<title>{Html.Escape(MathText.Of(title).Plain)}</title>\n<style>{Resource("report.css")}</style>\n</head>\n<body>\n";

    public static string SliderScript => Resource("slider.js");

    private static string Resource(string name)
    {
        using var stream = typeof(PageStyle).Assembly.GetManifestResourceStream($"Pipelines.Pipeline.Reports.{name}")!;
        using var reader = new StreamReader(stream);
        return "\n" + reader.ReadToEnd();
    }
}
