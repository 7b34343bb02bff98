using System.Collections.Immutable;
using SkiaSharp;
using Svg.Skia;

namespace Pipelines.Pipeline.Figures.Svg;

/// <summary>Files of figures beside SVG and Vega-Lite, which are always written.</summary>
public enum FigureFormat
{
    /// <summary>Vectors with text, fonts embedded; as large as the SVG.</summary>
    Pdf,

    /// <summary>300 dots per inch.</summary>
    Png,
}

/// <summary>A drawing as PDF or PNG.</summary>
/// <remarks>Letters are those of the fonts of this machine, so the bytes are not the same on every machine as those of the SVG are.</remarks>
internal static class Picture
{
    private const float DotsPerInch = 300, PointsPerInch = 72;

    /// <summary>Why there are no pictures on this machine; empty where there are.</summary>
    public static string Problem()
    {
        try
        {
            return SKFontManager.Default.FontFamilyCount > 0 ? "" : "PDF and PNG need a font. Debian: fonts-liberation.";
        }
        catch (Exception exception) when (exception is DllNotFoundException or TypeInitializationException)
        {
            return "PDF and PNG need the library fontconfig. Debian: libfontconfig1, fonts-liberation.";
        }
    }

    /// <summary>Those of the fonts that drawings name which this machine has.</summary>
    public static ImmutableArray<string> NamedFonts() =>
        Problem().Length > 0 ? [] : [.. SvgFigure.Fonts.Intersect(SKFontManager.Default.FontFamilies, StringComparer.Ordinal)];

    /// <summary>The font that texts of pictures have, found as when they are drawn: the first named one that is there or has a stand-in, or
    /// else whichever has the letter.</summary>
    public static string Font()
    {
        var family = string.Join(", ", SvgFigure.Fonts.Append("sans-serif"));
        var named = new SKSvgSettings().TypefaceProviders!
            .Select(p => p.FromFamilyName(family, SKFontStyleWeight.Normal, SKFontStyleWidth.Normal, SKFontStyleSlant.Upright));
        return named.Append(SKFontManager.Default.MatchCharacter('a')).FirstOrDefault(t => t?.FamilyName is { Length: > 0 })?.FamilyName ?? "";
    }

    /// <summary>Ending of the file's name.</summary>
    public static string Ending(FigureFormat format) => format == FigureFormat.Pdf ? "pdf" : "png";

    /// <param name="svg">A drawing whose width and height are in points.</param>
    /// <param name="format">The format.</param>
    public static byte[] Of(string svg, FigureFormat format)
    {
        using var drawing = new SKSvg();
        var picture = drawing.FromSvg(svg) ?? throw new InvalidOperationException("A drawing cannot be read.");
        // A pixel of the package is 1/96 inch.
        var (width, height, scale) = (picture.CullRect.Width, picture.CullRect.Height, PointsPerInch / 96);
        using var stream = new MemoryStream();
        if (format == FigureFormat.Pdf)
        {
            using var document = SKDocument.CreatePdf(stream);
            using var page = document.BeginPage(width * scale, height * scale);
            page.Scale(scale);
            page.DrawPicture(picture);
            document.EndPage();
            document.Close();
        }
        else
        {
            scale *= DotsPerInch / PointsPerInch;
            using var bitmap = new SKBitmap((int)Math.Ceiling(width * scale), (int)Math.Ceiling(height * scale));
            using var canvas = new SKCanvas(bitmap);
            canvas.Clear(SKColors.White);
            canvas.Scale(scale);
            canvas.DrawPicture(picture);
            canvas.Flush();
            bitmap.Encode(stream, SKEncodedImageFormat.Png, 100);
        }
        return stream.ToArray();
    }
}
