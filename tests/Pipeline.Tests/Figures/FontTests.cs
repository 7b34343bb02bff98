using System.Text.Json;
using Pipelines.Pipeline.Tests.Reports;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>Every shipped figure on machines that have one font: letters as wide as Helvetica's, and the usual fallback, whose are wider. No text
/// lies over another, over the line of a frame, or over an inset or a legend that is not its own.</summary>
public sealed class FontTests : IDisposable
{
    /// <summary>A word across the line of a frame, one under an inset, and one of the inset's own.</summary>
    private const string Planted = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" font-family="sans-serif" font-size="5">
        <rect class="paper" x="30" y="30" width="40" height="40" fill="#ffffff" fill-opacity="0.9"/>
        <rect class="ink" x="40" y="35" width="10" height="20" fill="none" stroke="#000000"/><text x="40" y="62">own</text>
        <path d="M10 90v-3"/><rect class="ink" x="10" y="10" width="80" height="80" fill="none" stroke="#000000"/>
        <text x="4" y="50">across</text><text x="62" y="50">hidden</text></svg>
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BrowserFact]
    public void Every_shipped_figure_can_be_read_with_the_font_that_it_is_laid_out_for()
    {
        // Letters that are drawn apart or pressed by more can be seen.
        foreach (var (file, figure) in Drawn("liberation/LiberationSans", "Liberation Sans"))
            Assert.True(figure.GetProperty("stretch").GetDouble() < 0.03, $"{file}: {figure}");
    }

    [BrowserFact]
    public void Every_shipped_figure_can_be_read_with_a_wider_font() => Drawn("dejavu/DejaVuSans", "DejaVu Sans");

    /// <summary>The figures as a browser draws them where there are only the four styles of a font.</summary>
    private List<(string File, JsonElement Figure)> Drawn(string font, string family)
    {
        var source = Path.Combine("/usr/share/fonts/truetype", Path.GetDirectoryName(font)!);
        if (!Directory.Exists(source)) Assert.Skip($"{source} is not there.");
        Directory.CreateDirectory(_folder.File("fonts"));
        foreach (var file in Directory.EnumerateFiles(source).Where(f => Path.GetFileNameWithoutExtension(f).Split('-')[0] == Path.GetFileName(font)))
            File.Copy(file, _folder.File($"fonts/{Path.GetFileName(file)}"));
        var configuration = _folder.File("fonts.conf");
        File.WriteAllText(configuration,
            "<?xml version=\"1.0\"?>\n<!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">\n"
                + $"<fontconfig><dir>{_folder.File("fonts")}</dir><cachedir>{_folder.File("cache")}</cachedir></fontconfig>\n");
        var figures = Directory.GetFiles(Path.Combine(RepositoryFiles.Root, "docs", "gallery"), "*.svg");
        var planted = _folder.File("planted.svg");
        File.WriteAllText(planted, Planted);
        var answers = DrawingJudge.Answers("font-judge.mjs", [DrawingJudge.Browser!, configuration, .. figures, planted]);
        Assert.Equal(figures.Length + 1, answers.Count);
        Assert.Equal("""[["across","a frame"],["hidden","an inset"]]""", answers[^1].GetProperty("over").ToString());
        Assert.True(figures.Length > 30);
        foreach (var (file, answer) in figures.Zip(answers))
        {
            Assert.Equal(family, answer.GetProperty("font").GetString());
            Assert.True(answer.GetProperty("over").GetArrayLength() == 0 && answer.GetProperty("outside").GetArrayLength() == 0, $"{file}: {answer}");
        }
        return [.. figures.Zip(answers)];
    }
}
