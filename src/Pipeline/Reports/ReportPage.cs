using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Results;

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

    /// <summary>From the page to the results.</summary>
    private string Root => Notice.Length > 0 ? "../" : "";

    public string Write()
    {
        var title = experiment.Header.Title ?? experiment.Header.Experiment;
        var description = experiment.Header.Description is { } text ? Markup.Of($"<p>{Html.Math(text)}</p>\n") : "";
        var notice = Notice.Length > 0 ? Markup.Of($"<p><strong>{Notice}</strong></p>\n") : "";
        var verdicts = new VerdictSection(tables, experiment);
        Markup[] sections =
        [
            verdicts.Summary(), Navigation(), verdicts.Table(), new FigureSection(drawn, experiment.HasOwnFigures).Write(),
            new NumberSection(tables).Write(), new FileSection(tables, Root).Write(), Provenance(),
        ];
        return PageStyle.Page(title, Markup.Of($"<main>\n<h1>{Html.Math(title)}</h1>\n{notice}{description}{Markup.Join("", sections)}</main>\n"));
    }

    private Markup Navigation()
    {
        Markup[] sections = [Html.Link(
            "#verdicts", "Verdicts"), Html.Link("#numbers", "Numbers"), Html.Link("#files", "Files"), Html.Link("#provenance", "Provenance")];
        var figures = drawn.Where(d => d.Figure is not null).Select(d => Html.Link($"#{d.Figure!.Name}", d.Figure.Name));
        return Markup.Of($"<nav aria-label=\"Contents\">{Markup.Join("\n", sections.Concat(figures))}</nav>\n");
    }

    /// <summary>The facts that the tables carry.</summary>
    private Markup Provenance()
    {
        string[] known = ["tool", "experiment", "system", "seed", "replicates", "experimentDigest"];
        var facts = tables.Facts(ResultNames.Points);
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
