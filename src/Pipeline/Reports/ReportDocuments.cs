using System.Collections.Immutable;
using System.Text;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Pipeline.Figures.Svg;
using Pipelines.Pipeline.Figures.Vega;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Reports;

/// <summary>Everything in a results folder that is made from its tables and the experiment alone: the figures, the report, and the experiment
/// itself.</summary>
internal static class ReportDocuments
{
    public const string ExperimentName = "experiment.yaml";
    public const string ReportName = "report.html";
    public const string FigureFolder = "figures/";

    /// <summary>True of names that <see cref="Make"/> may give.</summary>
    public static bool Owns(string name) => name is ExperimentName or ReportName || name.StartsWith(FigureFolder, StringComparison.Ordinal);

    /// <summary>Names that are known before there are tables.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="formats">Pictures beside SVG and Vega-Lite.</param>
    public static IEnumerable<string> NamesOf(ExperimentDefinition experiment, ImmutableArray<FigureFormat> formats) =>
    [
        ExperimentName, ReportName,
        .. experiment.Figures.Cast<FigureSettings>().SelectMany(f => (string[])
            [SvgName(f.Name), VegaName(f.Name), .. formats.Select(format => PictureName(f.Name, format))]),
        .. experiment.Figures.Cast<FigureSettings>().Where(f => f.Frames is not null).Select(f => FramesName(f.Name)),
    ];

    /// <summary>The formats of pictures among the files of a results folder.</summary>
    public static ImmutableArray<FigureFormat> FormatsOf(IEnumerable<string> names)
    {
        var endings = names.Where(n => n.StartsWith(FigureFolder, StringComparison.Ordinal))
            .Select(n => Path.GetExtension(n).TrimStart('.')).ToHashSet();
        return [.. Enum.GetValues<FigureFormat>().Where(f => endings.Contains(Picture.Ending(f)))];
    }

    /// <summary>The documents in a folder are of this experiment, pictures of these formats among them.</summary>
    public static bool IsOf(IFileSystem files, string folder, ExperimentDefinition experiment, ImmutableArray<FigureFormat> formats = default)
    {
        var copy = Path.Combine(folder, ExperimentName);
        var figures = experiment.Figures.Cast<FigureSettings>().Select(f => Path.Combine(folder, SvgName(f.Name))).Where(files.FileExists).ToList();
        if (!formats.IsDefault && formats.Any(f => figures.Any(n => !files.FileExists(Path.ChangeExtension(n, Picture.Ending(f)))))) return false;
        return files.FileExists(copy) && files.ReadAllBytes(copy).AsSpan().SequenceEqual(Bytes(ExperimentCopy.Of(experiment.Root)));
    }

    /// <summary>A figure of the experiment shows data that are not its own, and may have changed without it.</summary>
    public static bool HasOtherData(ExperimentDefinition experiment) => experiment.Figures.Cast<FigureSettings>().Any(f => f.DataLayers.Any());

    /// <summary>Names below the folder, with the files' contents.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="experiment">The experiment that they are of.</param>
    /// <param name="dataFolder">The folder that paths of figures are relative to.</param>
    /// <param name="formats">Pictures beside SVG and Vega-Lite.</param>
    /// <param name="notice">For documents that are drawn beside those of the run: what they are of.</param>
    public static IEnumerable<(string Name, byte[] Content)> Make(
        IFileSystem files, ResultFiles tables, ExperimentDefinition experiment, string dataFolder, ImmutableArray<FigureFormat> formats,
        string notice = "")
    {
        using var sources = new FigureSources(files, dataFolder, tables);
        var maker = new FigureMaker(sources, experiment);
        yield return (ExperimentName, Bytes(ExperimentCopy.Of(experiment.Root)));
        var drawn = ImmutableArray.CreateBuilder<Drawn>();
        foreach (var settings in experiment.Figures.Cast<FigureSettings>())
        {
            var one = Drawn.Of(maker, settings);
            drawn.Add(one);
            foreach (var file in FigureFiles(one, formats)) yield return file;
        }
        var page = new ReportPage(tables, experiment, drawn.ToImmutable()) { Notice = notice, Data = DataOf(sources, drawn), Formats = formats };
        yield return (ReportName, Bytes(Page(tables.Folder, page)));
    }

    /// <summary>The page of figures that are of no experiment.</summary>
    public static byte[] PageOf(
        string title, ImmutableArray<Drawn> drawn, ImmutableSortedDictionary<string, string> data, ImmutableArray<FigureFormat> formats)
    {
        var rows = data.Select(d => new Markup[] { d.Key, Markup.Of($"<code>{d.Value}</code>") });
        var sources = Markup.Of($"<section id=\"provenance\"><h2>Where it comes from</h2>\n{Html.Table("", ["data", "SHA-256"], rows)}</section>\n");
        var figures = new FigureSection(drawn, isAsked: true, _ => null, formats).Write();
        return Bytes(PageStyle.Page(
            title, Markup.Of($"<main>\n<h1>{Html.Math(title)}</h1>\n{figures}{sources}</main>\n"),
            [PageScript.Report, PageScript.Plot]));
    }

    /// <summary>What the drawn figures show that is not of the experiment, with SHA-256.</summary>
    public static ImmutableSortedDictionary<string, string> DataOf(IResultTables sources, IEnumerable<Drawn> drawn) => drawn
        .Where(d => d.Figure is not null).SelectMany(d => d.Settings.DataLayers).DistinctBy(Notes.DataName)
        .ToImmutableSortedDictionary(Notes.DataName, sources.DigestOf, StringComparer.Ordinal);

    /// <exception cref="IOException">A table is gone that every results folder has: somebody took the folder away meanwhile.</exception>
    private static string Page(string folder, ReportPage page)
    {
        try
        {
            return page.Write();
        }
        catch (MissingResultException exception)
        {
            throw new IOException($"{folder}: {exception.Message}; they were whole when the report was begun.", exception);
        }
    }

    /// <summary>The figures of an experiment that a results folder does not have, and why: the results lack a table, or no row meets a
    /// condition.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="folder">The results folder.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="dataFolder">The folder that paths of figures are relative to.</param>
    /// <param name="drawn">Where the figures are; null for the results folder.</param>
    /// <param name="tables">The tables where they are open already.</param>
    public static ImmutableArray<Undrawn> UndrawnIn(
        IFileSystem files, string folder, ExperimentDefinition experiment, string dataFolder, string? drawn = null, ResultFiles? tables = null)
    {
        var missing = experiment.Figures.Cast<FigureSettings>()
            .Where(f => !files.FileExists(Path.Combine(drawn ?? folder, SvgName(f.Name)))).ToList();
        // Nobody asked for a default figure.
        if (missing.Count == 0 || !experiment.HasOwnFigures) return [];
        using var own = tables is null ? new ResultFiles(files, folder) : null;
        using var sources = new FigureSources(files, dataFolder, tables ?? own!);
        var maker = new FigureMaker(sources, experiment);
        return [.. missing.Select(f => Drawn.Of(maker, f)).Select(d => d.NotDrawn)];
    }

    private static string SvgName(string figure) => $"{FigureFolder}{figure}.svg";

    private static string VegaName(string figure) => $"{FigureFolder}{figure}.vl.json";

    private static string PictureName(string figure, FigureFormat format) => $"{FigureFolder}{figure}.{Picture.Ending(format)}";

    private static string FramesName(string figure) => $"{FigureFolder}{figure}.html";

    /// <summary>The files of a figure. Pictures of the machine's fonts are not among what has the same bytes everywhere.</summary>
    public static IEnumerable<(string Name, byte[] Content)> FigureFiles(Drawn drawn, ImmutableArray<FigureFormat> formats)
    {
        if (drawn.Figure is not { } figure) yield break;
        yield return (SvgName(figure.Name), Bytes(SvgFigure.Render(figure)));
        foreach (var format in formats)
            yield return (PictureName(figure.Name, format), Picture.Of(SvgFigure.Render(figure, areRunsApart: true), format));
        var vega = VegaFigure.Of(figure);
        yield return (VegaName(figure.Name), Bytes(vega.Specification));
        if (vega.Data.Length > 0) yield return ($"{FigureFolder}{vega.DataName}", Bytes(vega.Data));
        if (!drawn.Frames.IsEmpty) yield return (FramesName(figure.Name), Bytes(FramesPage.Of(drawn)));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}

/// <summary>A figure that could not be drawn.</summary>
/// <param name="Figure">Its name.</param>
/// <param name="Problem">What the results lack.</param>
/// <param name="IsUnmet">A condition of the figure is met by no row, which is an error; else a table is missing.</param>
public sealed record Undrawn(string Figure, string Problem, bool IsUnmet)
{
    /// <summary>Every point that the figure is about was skipped or did not complete: nothing is wrong with the figure.</summary>
    public bool IsLeftOut { get; init; }

    public override string ToString() => $"figure {Figure} was not drawn: {Problem}";
}

/// <summary>The experiment as it ran, with every <c>--set</c> in place, as a file that can be run again.</summary>
internal static class ExperimentCopy
{
    public static string Of(ConfigNode.Mapping root)
    {
        var text = new StringBuilder("# The experiment as it ran, with all overrides in place; comments are left behind.\n");
        foreach (var entry in root.Entries)
        {
            if (entry.Value is ConfigNode.Sequence { Items.Length: > 0 } list)
            {
                text.Append(entry.Key).Append(":\n");
                foreach (var item in list.Items) text.Append("  - ").Append(item).Append('\n');
            }
            else
            {
                text.Append(entry.Key).Append(": ").Append(entry.Value).Append('\n');
            }
        }
        return text.ToString();
    }
}
