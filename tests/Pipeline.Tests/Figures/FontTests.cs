using System.Text.Json;
using Pipelines.Pipeline.Figures.Svg;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Tests.Cli;
using Pipelines.Pipeline.Tests.Reports;
using Pipelines.Tests;
using SkiaSharp;

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

    [Fact]
    public void Doctor_says_which_fonts_there_are_and_which_one_pictures_have()
    {
        var configuration = OnlyFont("dejavu/DejaVuSans");
        var said = ChildProcess.Shell("pipelines doctor", _folder.Path, ("FONTCONFIG_FILE", configuration)).Output;
        Assert.Matches(@"fonts +not found; Debian: fonts-liberation", said);
        Assert.Matches(@"pictures +found: texts in DejaVu Sans", said);
        if (Directory.Exists("/usr/share/fonts/truetype/liberation"))
            Assert.Contains("Liberation Sans", MachineReport.Of().Parts.Single(p => p.Name == "fonts").Where, StringComparison.Ordinal);
    }

    /// <summary>Whatever the font: 28.9 points in Helvetica.</summary>
    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    public void Letters_of_a_picture_are_pressed_into_their_place(int length)
    {
        const string Page = "xmlns=\"http://www.w3.org/2000/svg\" width=\"100pt\" height=\"20pt\" viewBox=\"0 0 100 20\"";
        var text = $"<text x=\"10\" y=\"15\" font-size=\"10\" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\">HHHH</text>";
        using var picture = SKBitmap.Decode(Picture.Of($"<svg {Page}>{text}</svg>", FigureFormat.Png));
        var inked = Enumerable.Range(0, picture.Width)
            .Where(x => Enumerable.Range(0, picture.Height).Any(y => picture.GetPixel(x, y).Red < 128))
            .Select(x => x * 100.0 / picture.Width).ToList();
        Assert.InRange(inked[0], 10, 10 + (0.05 * length));
        Assert.InRange(inked[^1], 10 + (0.95 * length), 10 + length);
    }

    /// <summary>The figures as a browser draws them where there are only the four styles of a font.</summary>
    private List<(string File, JsonElement Figure)> Drawn(string font, string family)
    {
        var configuration = OnlyFont(font);
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

    /// <summary>A configuration of fontconfig that knows the four styles of one font.</summary>
    private string OnlyFont(string font)
    {
        var source = Path.Combine("/usr/share/fonts/truetype", Path.GetDirectoryName(font)!);
        if (!Directory.Exists(source)) Assert.Skip($"{source} is not there.");
        Directory.CreateDirectory(_folder.File("fonts"));
        foreach (var file in Directory.EnumerateFiles(source).Where(f => Path.GetFileNameWithoutExtension(f).Split('-')[0] == Path.GetFileName(font)))
            File.Copy(file, _folder.File($"fonts/{Path.GetFileName(file)}"));
        var configuration = _folder.File("fonts.conf");
        File.WriteAllText(
            configuration,
            "<?xml version=\"1.0\"?>\n<!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">\n"
                + $"<fontconfig><dir>{_folder.File("fonts")}</dir><cachedir>{_folder.File("cache")}</cachedir></fontconfig>\n");
        return configuration;
    }
}
