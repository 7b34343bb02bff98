using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Figures.Svg;
using Pipelines.Pipeline.Results;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Reports;

/// <summary>report.html: verdicts first, then figures, numbers, files and where it all comes from. One file that fetches nothing.</summary>
/// <remarks>Repeatable facts only, so that the same experiment gives the same bytes: time, host and versions of the machine are in
/// manifest.json.</remarks>
internal sealed class ReportPage(ResultFiles tables, ExperimentDefinition experiment, ImmutableArray<Drawn> drawn)
{
    /// <summary>What a reader must know first; the page lies in a folder of its own below the results then. Empty for the page of the run
    /// itself.</summary>
    public string Notice { get; init; } = "";

    /// <summary>What figures show that is not of the experiment, with SHA-256.</summary>
    public ImmutableSortedDictionary<string, string> Data { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Pictures that lie beside the SVG and Vega-Lite of each figure.</summary>
    public ImmutableArray<FigureFormat> Formats { get; init; } = [];

    /// <summary>From the page to the results.</summary>
    private string Root => Notice.Length > 0 ? "../" : "";

    public string Write()
    {
        var title = experiment.Header.Title ?? experiment.Header.Experiment;
        var description = experiment.Header.Description is { } text ? Markup.Of($"<p>{Html.Math(text)}</p>\n") : "";
        var notice = Notice.Length > 0 ? Markup.Of($"<p><strong>{Notice}</strong></p>\n") : "";
        var verdicts = new VerdictSection(tables, experiment);
        var points = new PointSection(tables);
        Markup[] sections =
        [
            verdicts.Summary(), Navigation(), NoteSection(), verdicts.Table(),
            new FigureSection(drawn, experiment.HasOwnFigures, points.Column, Formats).Write(),
            new NumberSection(tables).Write(), points.Write(), new FileSection(tables, Root).Write(), Provenance(),
        ];
        return PageStyle.Page(
            title, Markup.Of($"<main>\n<h1>{Html.Math(title)}</h1>\n{notice}{description}{Markup.Join("", sections)}</main>\n"),
            drawn.Any(d => d.Figure is not null) ? [PageScript.Report, PageScript.Plot] : [PageScript.Report]);
    }

    private Markup Navigation()
    {
        Markup[] sections =
        [
            .. tables.Notes.IsEmpty ? Array.Empty<Markup>() : [Html.Link("#notes", "Notes")],
            Html.Link("#verdicts", "Verdicts"), Html.Link("#numbers", "Numbers"), Html.Link("#points", "Points"), Html.Link("#files", "Files"),
            Html.Link("#provenance", "Provenance"),
        ];
        var figures = drawn.Where(d => d.Figure is not null).Select(d => Html.Link($"#{d.Figure!.Name}", d.Figure.Name));
        return Markup.Of($"<nav aria-label=\"Contents\">{Markup.Join("\n", sections.Concat(figures))}</nav>\n");
    }

    /// <summary>What to know before the results are trusted; nothing where nothing is.</summary>
    private Markup NoteSection() => tables.Notes.IsEmpty ? "" : Markup.Of(
        $"<section id=\"notes\"><h2>Notes</h2>\n<ul>{Markup.Join("", tables.Notes.Select(n => Markup.Of($"<li>{n}</li>")))}</ul></section>\n");

    /// <summary>The facts that the tables carry.</summary>
    private Markup Provenance()
    {
        string[] known = ["tool", "experiment", "system", "seed", "replicates", "experimentDigest"];
        var facts = tables.Facts(PointTable.Name);
        var rows = known.Where(facts.ContainsKey).Select(k => new Markup[] { k == "experimentDigest"
            ? "digest of the experiment"
            : k, Markup.Of($"<code>{facts[k]}</code>") })
            .Concat(Data.Select(d => new Markup[] { $"SHA-256 of {d.Key}", Markup.Of($"<code>{d.Value}</code>") }));
        return Markup.Of($"""
            <section id="provenance"><h2>Where it comes from</h2>
            {Html.Table("", ["fact", "value"], rows)}<p>The same experiment gives the same bytes on any number of threads and with any vector instructions. When and on which machine it ran is in {Html.Link($"{Root}manifest.json", "manifest.json")}, with the SHA-256 of every file.</p>
            {Html.Details("The experiment as it ran", Markup.Of($"<pre class=\"text\">{ExperimentCopy.Of(experiment.Root)}</pre>"))}</section>

            """);
    }
}

/// <summary>The frame of every page: style for light, dark and print, and a policy under which nothing is fetched and no script runs but
/// ours.</summary>
internal static class PageStyle
{
    /// <summary>A whole page.</summary>
    /// <param name="title">Its title; formulas between dollar signs.</param>
    /// <param name="content">What stands in it.</param>
    /// <param name="scripts">The scripts that may run.</param>
    public static string Page(string title, Markup content, ImmutableArray<PageScript> scripts)
    {
        var allowed = string.Join(' ', scripts.Select(s => $"'sha256-{s.Digest}'").DefaultIfEmpty("'none'"));
        var policy = $"default-src 'none'; style-src 'unsafe-inline'; script-src {allowed}; img-src data:; base-uri 'none'; form-action 'none'";
        var head = Markup.Of(
            $"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, "
                + $"initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n");
        // Without an icon of its own a browser asks for one.
        var rest = Markup.Of(
            $"<link rel=\"icon\" href=\"data:,\">\n<title>{MathText.Of(title).Plain}</title>\n"
                + $"<style>{Markup.Made(Resource("report.css"))}</style>\n</head>\n<body>\n");
        return Markup.Of($"{head}{rest}{content}{Markup.Join("", scripts.Reverse().Select(s => s.Element))}</body>\n</html>\n").ToString();
    }

    private static string Resource(string name) => "\n" + Encoding.UTF8.GetString(PageScript.Bytes(name));
}

/// <summary>A script of ours in a page.</summary>
/// <param name="Element">How it stands there.</param>
/// <param name="Digest">SHA-256 of what runs, Base64: the page's policy names it.</param>
internal sealed record PageScript(Markup Element, string Digest)
{
    /// <summary>Plays the frames of an animation.</summary>
    public static PageScript Slider { get; } = Of("slider.js");

    /// <summary>What a report answers with.</summary>
    public static PageScript Report { get; } = Of("report.js");

    /// <summary>Vega, with which it draws: compressed, and unpacked by the page for the first figure that somebody works with.</summary>
    /// <remarks>docs/explanation/decisions/0020-interactive-report.md says what it is made of and how.</remarks>
    public static PageScript Plot { get; } = Packed("plot.js.gz");

    /// <summary>Data that a script reads; no text in them ends the element.</summary>
    public static Markup Data(string type, string name, string text) =>
        Markup.Of($"<script type=\"{type}\" class=\"{name}\">{Markup.Made(text.Replace("<", "\\u003c", StringComparison.Ordinal))}</script>");

    public static byte[] Bytes(string name)
    {
        using var stream = typeof(PageStyle).Assembly.GetManifestResourceStream($"Pipelines.Pipeline.Reports.{name}")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static PageScript Of(string name)
    {
        var text = "\n" + Encoding.UTF8.GetString(Bytes(name));
        return new(Markup.Of($"<script>{Markup.Made(text)}</script>\n"), DigestOf(Encoding.UTF8.GetBytes(text)));
    }

    private static PageScript Packed(string name)
    {
        var packed = Bytes(name);
        using var unpacked = new MemoryStream();
        using (var stream = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress)) stream.CopyTo(unpacked);
        return new(
            Markup.Of($"<script type=\"text/plain\" id=\"plot\">{Markup.Made(Convert.ToBase64String(packed))}</script>\n"),
            DigestOf(unpacked.ToArray()));
    }

    private static string DigestOf(byte[] code) => Convert.ToBase64String(SHA256.HashData(code));
}
