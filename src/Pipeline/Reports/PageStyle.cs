using System.Security.Cryptography;
using System.Text;
using Pipelines.Pipeline.Figures.Drawing;

namespace Pipelines.Pipeline.Reports;

/// <summary>The frame of every page: style for light, dark and print, and a policy under which nothing is fetched and no script runs but
/// ours.</summary>
internal static class PageStyle
{
    /// <summary>A whole page.</summary>
    /// <param name="title">Its title; formulas between dollar signs.</param>
    /// <param name="content">What stands in it.</param>
    /// <param name="script">The one script that may run; empty for none.</param>
    public static string Page(string title, Markup content, string script = "")
    {
        var allowed = script.Length == 0 ? "'none'" : $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";
        var policy = $"default-src 'none'; style-src 'unsafe-inline'; script-src {allowed}; img-src data:; base-uri 'none'; form-action 'none'";
        var head = Markup.Of(
            $"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, "
                + $"initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n");
        // Without an icon of its own a browser asks for one.
        var rest = Markup.Of(
            $"<link rel=\"icon\" href=\"data:,\">\n<title>{MathText.Of(title).Plain}</title>\n"
                + $"<style>{Markup.Made(Resource("report.css"))}</style>\n</head>\n<body>\n");
        var tail = script.Length == 0 ? "" : Markup.Of($"<script>{Markup.Made(script)}</script>\n");
        return Markup.Of($"{head}{rest}{content}{tail}</body>\n</html>\n").ToString();
    }

    public static string SliderScript => Resource("slider.js");

    private static string Resource(string name)
    {
        using var stream = typeof(PageStyle).Assembly.GetManifestResourceStream($"Pipelines.Pipeline.Reports.{name}")!;
        using var reader = new StreamReader(stream);
        return "\n" + reader.ReadToEnd();
    }
}
