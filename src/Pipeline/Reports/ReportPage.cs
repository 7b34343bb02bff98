using System.Collections.Immutable;
using System.Text;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Making;

namespace Pipelines.Pipeline.Reports;

/// <summary>report.html: verdicts first, then figures, numbers, files and where it all comes from. One file that fetches nothing.</summary>
/// <remarks>Repeatable facts only, so that the same experiment gives the same bytes: time, host and versions of the machine are in manifest.json.</remarks>
internal sealed class ReportPage(ResultFiles tables, Experiment experiment, ImmutableArray<Drawn> drawn)
{
    /// <summary>What a reader must know first; the page lies in a folder of its own below the results then. Empty for the page of the run itself.</summary>
    public string Notice { get; init; } = "";

    /// <summary>From the page to the results.</summary>
    private string Root => Notice.Length > 0 ? "../" : "";

    public string Write()
    {
        var title = experiment.Header.Title ?? experiment.Header.Experiment;
        var page = new StringBuilder(PageStyle.Head(title));
        page.Append("<main>\n").Append($"<h1>{Html.Math(title)}</h1>\n");
        if (Notice.Length > 0) page.Append($"<p><strong>{Html.Escape(Notice)}</strong></p>\n");
        if (experiment.Header.Description is { } description) page.Append($"<p>{Html.Math(description)}</p>\n");
        var verdicts = new VerdictSection(tables, experiment);
        page.Append(verdicts.Summary()).Append(Navigation());
        page.Append(verdicts.Table());
        page.Append(new FigureSection(drawn).Write());
        page.Append(new NumberSection(tables).Write());
        page.Append(new FileSection(tables, Root).Write());
        page.Append(Provenance());
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private string Navigation()
    {
        var figures = drawn.Where(d => d.Figure is not null).Select(d => Html.Link($"#{d.Figure!.Name}", d.Figure.Name));
        return $"<nav aria-label=\"Contents\">{string.Join('\n', new[] { Html.Link("#verdicts", "Verdicts"), Html.Link("#numbers", "Numbers"), Html.Link("#files", "Files"), Html.Link("#provenance", "Provenance") }.Concat(figures))}</nav>\n";
    }

    /// <summary>The facts that the tables carry.</summary>
    private string Provenance()
    {
        string[] known = ["tool", "experiment", "system", "seed", "replicates", "experimentDigest"];
        var facts = tables.Facts(ResultNames.Points);
        var rows = known.Where(facts.ContainsKey).Select(k => new[] { k == "experimentDigest" ? "digest of the experiment" : k, $"<code>{Html.Escape(facts[k])}</code>" });
        return "<section id=\"provenance\"><h2>Where it comes from</h2>\n"
            + Html.Table("", ["fact", "value"], rows)
            + "<p>The same experiment gives the same bytes on any number of threads and with any vector instructions. When and on which machine it ran is in "
            + $"{Html.Link($"{Root}manifest.json", "manifest.json")}, with the SHA-256 of every file.</p>\n"
            + Html.Details("The experiment as it ran", $"<pre class=\"text\">{Html.Escape(ExperimentCopy.Of(experiment.Root))}</pre>")
            + "</section>\n";
    }
}
