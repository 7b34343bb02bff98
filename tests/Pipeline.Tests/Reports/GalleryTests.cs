using System.Text;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Drawing;
using Pipelines.Pipeline.Figures.Entries;
using Pipelines.Pipeline.Figures.Making;
using Pipelines.Pipeline.Figures.Svg;
using Pipelines.Pipeline.Storage;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Reports;

/// <summary>docs/gallery.md and its pictures are what the committed tables and experiment files give, byte for byte.</summary>
/// <remarks>To draw them anew, name the folder docs in the variable PIPELINES_GALLERY_TO and run this test; then look at every picture.</remarks>
public class GalleryTests
{
    // Results, experiment file, figure.
    private static readonly (string Results, string File, string Figure)[] Pictures =
    [
        ("hinge-fig1", "hinge/fig1", "clock"), ("hinge-fig1", "hinge/fig1", "errors"), ("hinge-fig3", "hinge/fig3", "fig3"), ("hinge-sphere", "hinge/sphere", "sphere"),
        ("hinge-finite-size", "hinge/finite-size", "finite-size"),
        ("mixture-fig1-left", "gaussian-mixture/fig1-left", "fig1-left"), ("mixture-fig1-right", "gaussian-mixture/fig1-right", "fig1-right"),
        ("mixture-fig2-right", "gaussian-mixture/fig2-right", "fig2-right"), ("mixture-phase-diagram", "gaussian-mixture/phase-diagram", "phase-diagram"),
        ("quenching-fig13", "quenching/fig13", "fig13"), ("quenching-fig13", "quenching/fig13", "fig13-lines"),
        ("quenching-fig14", "quenching/fig14", "fig14"), ("quenching-fig15-square", "quenching/fig15-square", "fig15-square"), ("quenching-fig16", "quenching/fig16", "fig16"),
    ];

    [Fact]
    public void The_committed_tables_give_the_committed_pictures()
    {
        var drawn = Pictures.Select(p => (p.Results, p.File, Figure: Draw(p.Results, p.File, p.Figure))).ToList();
        var page = Page(drawn);
        if (Environment.GetEnvironmentVariable("PIPELINES_GALLERY_TO") is { } docs)
        {
            Directory.CreateDirectory(Path.Combine(docs, "gallery"));
            File.WriteAllText(Path.Combine(docs, "gallery.md"), page);
            drawn.ForEach(d => File.WriteAllText(Path.Combine(docs, "gallery", NameOf(d.Results, d.Figure)), SvgFigure.Render(d.Figure)));
        }
        Assert.Equal(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "gallery.md")), page);
        foreach (var (results, _, figure) in drawn)
            Assert.True(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "gallery", NameOf(results, figure))) == SvgFigure.Render(figure), $"{NameOf(results, figure)} is drawn otherwise");
    }

    private static string NameOf(string results, Figure figure) => $"{results}.{figure.Name}.svg";

    private static Figure Draw(string results, string file, string name)
    {
        var path = Path.Combine(RepositoryFiles.Root, "pipelines", $"{file}.yaml");
        var experiment = ExperimentFile.Load(path, File.ReadAllBytes(path), [], Systems.BuiltIn.Registry)
            .Match(valid: e => e, invalid: errors => throw new InvalidDataException(errors[0].Render()));
        var tables = new ResultFiles(new LocalFileSystem(), Path.Combine(RepositoryFiles.Root, "docs", "results", "data", results));
        return new FigureMaker(tables, experiment).Make(experiment.Figures.Cast<FigureSettings>().Single(f => f.Name == name));
    }

    private static string Page(IEnumerable<(string Results, string File, Figure Figure)> drawn)
    {
        var page = new StringBuilder("# Gallery\n\nFigures as the tool draws them, from the tables in [results/data](results/data) and the `figures:` of the experiment files. A test draws them again and compares bytes.\n");
        foreach (var (results, file, figure) in drawn)
        {
            page.Append($"\n## {figure.Title}\n\n{figure.Caption}\n\n![{figure.Alternative}](gallery/{NameOf(results, figure)})\n\n");
            page.Append($"[pipelines/{file}.yaml](../pipelines/{file}.yaml)\n");
        }
        return page.ToString();
    }
}
