using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Pipeline.Figures.Svg;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Results;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Runs;

/// <summary>A file of figures alone: curves of several experiments' results and of given files stand in one panel. Nothing is run.</summary>
public static partial class FigureFile
{
    /// <summary>Draws every figure of a file, into a folder below the project's results that has the file's name.</summary>
    /// <param name="path">A YAML file with the key <c>figures:</c>. Paths in it are relative to its folder.</param>
    /// <param name="project">Where figures go; null for <see cref="Project.Default"/>.</param>
    /// <param name="notices">Hears that somebody changed a drawing.</param>
    /// <param name="formats">Pictures beside SVG and Vega-Lite; default for none.</param>
    /// <exception cref="ExperimentException">The file has errors, or what it names is not there or cannot be read: all of them, with
    /// places.</exception>
    /// <exception cref="Storage.ForeignFolderException">The folder is somebody else's, or a run's.</exception>
    public static async Task<DrawReport> DrawAsync(
        string path, Project? project = null, IProgress<string>? notices = null, ImmutableArray<FigureFormat> formats = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        project = (project ?? Project.Default).Checked();
        var source = ExperimentSource.Open(project.Files, path, []).Required();
        using var sources = new FigureSources(project.Files, source.GivenFolder, null);
        var settings = Read(source, sources).Required();
        var maker = new FigureMaker(sources, null);
        ImmutableArray<Drawn> drawn = [.. settings.Figures.Select(f => Drawn.Of(maker, f))];
        var name = Path.GetFileNameWithoutExtension(path);
        ImmutableArray<FigureFormat> pictures = formats.IsDefault ? [] : formats;
        var data = ReportDocuments.DataOf(sources, drawn);
        List<(string Name, byte[] Content)> documents =
        [
            .. drawn.SelectMany(d => ReportDocuments.FigureFiles(d, pictures)),
            (ReportDocuments.ReportName, ReportDocuments.PageOf(settings.Title.Length > 0 ? settings.Title : name, drawn, data, pictures)),
        ];
        var place = Path.Combine(project.Results, name);
        var folder = new ResultFolder(project.Files, place);
        using var held = folder.Lock(ResultsMark.Patience);
        var kept = await folder.DrawAloneAsync(data.ToImmutableDictionary(), documents).ConfigureAwait(false);
        foreach (var sentence in kept) notices?.Report(sentence);
        var undrawn = drawn.Where(d => d.Figure is null).Select(d => d.NotDrawn);
        return new(place, [.. documents.Select(d => d.Name)], [.. undrawn], drawn.Length);
    }

    private static Checked<FigureFileSettings> Read(ExperimentSource source, FigureSources sources)
    {
        var errors = new ConfigErrors();
        if (ExperimentText.Parse(source.Name, source.Text, errors) is not { } root) return errors.Else<FigureFileSettings>(null);
        if (root.Find("experiment") is { } experiment)
        {
            errors.Add(experiment.Value.Location, "This is an experiment, and not a file of figures alone.",
                fix: "'pipelines report results/NAME --experiment FILE' draws its figures");
            return errors.Else<FigureFileSettings>(null);
        }
        if (!FileName().IsMatch(Path.GetFileNameWithoutExtension(source.Name)))
            errors.Add(root.Location, "The file's name, which its folder of figures gets, has other signs than letters, digits, '-', '_' and '.'.");
        if (SettingsBinder.Bind(errors, SettingTypes.Group(typeof(FigureFileSettings)), root) is not FigureFileSettings settings)
            return errors.Else<FigureFileSettings>(null);
        var names = new FigureNames(root, root, settings.Figures, sources, []);
        foreach (var error in names.Errors().Concat(names.DataErrors()).Distinct())
            errors.Add(error.Location, error.Message, error.Expected, error.Fix);
        return errors.Else(settings);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\z")]
    private static partial Regex FileName();
}
