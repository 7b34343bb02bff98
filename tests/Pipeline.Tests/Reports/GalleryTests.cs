using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Pipeline.Figures.Svg;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Reports;

/// <summary>docs/gallery.md and its pictures are what the committed tables and experiment files give, byte for byte.</summary>
/// <remarks>To draw them anew, name the folder docs in the variable PIPELINES_GALLERY_TO and run this test; then look at every picture.</remarks>
public partial class GalleryTests
{
    private static readonly (string System, string Prefix, (string File, string Figure)[] Pictures)[] Sections =
    [
        ("Mean-field theory of hinge loss", "hinge/", [
            ("fig1", "clock"), ("fig1", "errors"), ("fig1", "sm1"), ("video", "video"), ("fig3", "fig3"), ("sm2-reduced", "sm2-reduced"),
            ("sphere", "sphere"),
            ("finite-size", "finite-size"), ("finite-width", "finite-width")]),
        ("Dynamical mean-field theory of Gaussian mixtures", "gaussian-mixture/", [
            ("fig1-left", "fig1-left"), ("fig1-right", "fig1-right"), ("fig2-left", "fig2-left"), ("fig2-right", "fig2-right"),
            ("fig3-left", "fig3-left"),
            ("fig3-left-free", "fig3-left-free"), ("fig3-right", "fig3-right"), ("fig4-left", "fig4-left"), ("fig4-right", "fig4-right"),
            ("phase-diagram", "phase-diagram"), ("xor", "xor")]),
        ("Quenching and activation", "quenching/", [
            ("fig3", "fig3"), ("fig6-quick", "fig6-quick"), ("fig7", "fig7"), ("fig9", "fig9"), ("phase-diagram", "phase-diagram"),
            ("fig13", "fig13-lines"), ("fig14", "fig14"),
            ("fig15", "fig15"), ("fig15-square", "fig15-square"), ("fig16", "fig16"), ("fig16-wide", "fig16-wide"), ("fig18", "fig18"),
            ("fig18-dimension", "fig18-dimension"),
            ("fig19-steps", "fig19-steps"), ("theorem1", "theorem1"), ("activations-fig1", "activations-fig1"),
            ("activations-fig13", "activations-fig13")]),
    ];

    [Fact]
    public void The_committed_tables_give_the_committed_pictures()
    {
        var drawn = Sections.Select(s => (s.System, Pictures: s.Pictures.Select(p => Draw($"{s.Prefix}{p.File}", p.Figure)).ToList())).ToList();
        var page = Page(drawn);
        var pictures = drawn.SelectMany(s => s.Pictures).ToDictionary(p => p.Name, p => SvgFigure.Render(p.Figure));
        if (Environment.GetEnvironmentVariable("PIPELINES_GALLERY_TO") is { } docs)
        {
            Directory.CreateDirectory(Path.Combine(docs, "gallery"));
            File.WriteAllText(Path.Combine(docs, "gallery.md"), page);
            foreach (var (name, svg) in pictures) File.WriteAllText(Path.Combine(docs, "gallery", name), svg);
        }
        Assert.Equal(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "gallery.md")), page);
        var folder = Path.Combine(RepositoryFiles.Root, "docs", "gallery");
        foreach (var (name, svg) in pictures) Assert.True(File.ReadAllText(Path.Combine(folder, name)) == svg, $"{name} is drawn otherwise");
        Assert.Equal(pictures.Keys.Order(StringComparer.Ordinal), Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)!)
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_picture_that_a_page_shows_is_there()
    {
        var pages = Directory.EnumerateFiles(RepositoryFiles.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "docs"), "*.md", SearchOption.AllDirectories));
        var pictures = pages.SelectMany(page => Picture().Matches(File.ReadAllText(page))
            .Select(m => Path.Combine(Path.GetDirectoryName(page)!, m.Groups[1].Value))).ToList();
        Assert.True(pictures.Count > 30);
        Assert.All(pictures, picture => Assert.True(File.Exists(picture), picture));
    }

    [GeneratedRegex("!\\[[^]]*\\]\\(([^)]+)\\)")]
    private static partial Regex Picture();

    /// <summary>Every figure of the gallery, drawn from the committed tables.</summary>
    internal static IEnumerable<Figure> Figures => Sections.SelectMany(s => s.Pictures.Select(p => Draw($"{s.Prefix}{p.File}", p.Figure).Figure));

    private static (string File, string Name, Figure Figure) Draw(string file, string figure)
    {
        var path = Path.Combine(RepositoryFiles.Root, "pipelines", $"{file}.yaml");
        var experiment = ExperimentFile.Load(path, File.ReadAllBytes(path), [], Systems.BuiltIn.Registry)
            .Match(valid: e => e, invalid: errors => throw new InvalidDataException(errors[0].Render()));
        var results = experiment.Header.Experiment;
        var tables = new ResultFiles(new LocalFileSystem(), Path.Combine(RepositoryFiles.Root, "docs", "results", "data", results));
        return (file, $"{results}.{figure}.svg", new FigureMaker(tables, experiment).Make(experiment.Figures.Cast<FigureSettings>()
            .Single(f => f.Name == figure)));
    }

    private static string Page(List<(string System, List<(string File, string Name, Figure Figure)> Pictures)> drawn)
    {
        var page = new StringBuilder(
            "# Gallery\n\nFigures as the tool draws them, from the tables in [results/data](results/data) and the `figures:` of the experiment "
                + "files. A test draws them again and compares bytes.\n\n");
        // The contact sheet: every figure once, small.
        foreach (var (_, name, _) in drawn.SelectMany(s => s.Pictures))
            page.Append(CultureInfo.InvariantCulture, $"<a href=\"gallery/{name}\"><img src=\"gallery/{name}\" width=\"200\" alt=\"{name}\"></a>\n");
        foreach (var (system, pictures) in drawn)
        {
            page.Append($"\n## {system}\n");
            foreach (var (file, name, figure) in pictures)
            {
                page.Append($"\n### {figure.Title}\n\n{figure.Caption}\n\n![{figure.Alternative}](gallery/{name})\n\n");
                page.Append($"[pipelines/{file}.yaml](../pipelines/{file}.yaml)\n");
            }
        }
        return page.ToString();
    }
}
