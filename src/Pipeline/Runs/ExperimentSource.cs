using System.Collections.Immutable;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Runs;

/// <summary>The text that an experiment is read from.</summary>
/// <param name="Name">The file as the user gave it, for error messages.</param>
/// <param name="Text">Its bytes.</param>
/// <param name="Overrides">The <c>path=value</c> of each override, in order.</param>
/// <param name="GivenFolder">The folder that paths in the experiment are relative to.</param>
/// <param name="Extended">The file that it extends, the one that that extends, and so on.</param>
internal sealed record ExperimentSource(
    string Name, byte[] Text, ImmutableArray<string> Overrides, string GivenFolder, ImmutableArray<ExtendedFile> Extended)
{
    /// <summary>Reads a file, and those that it extends.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="path">Its path.</param>
    /// <param name="overrides">The overrides.</param>
    /// <param name="givenFolder">The folder that paths in the experiment are relative to; null for the file's own.</param>
    public static Checked<ExperimentSource> Open(IFileSystem files, string path, IEnumerable<string> overrides, string? givenFolder = null) =>
        Read(files, path) is { } text
            ? Of(files, path, text, overrides, givenFolder ?? Path.GetDirectoryName(Path.GetFullPath(path))!)
            : new Checked<ExperimentSource>.Invalid([NoFile(files, path)]);

    /// <summary>A text, with the files that it extends.</summary>
    public static Checked<ExperimentSource> Of(IFileSystem files, string name, byte[] text, IEnumerable<string> overrides, string givenFolder)
    {
        var extended = ImmutableArray.CreateBuilder<ExtendedFile>();
        var (here, folder, seen) = (text, givenFolder, new List<string> { Path.GetFullPath(Path.Combine(givenFolder, Path.GetFileName(name))) });
        // What is wrong within a text is told when the experiment is made of all of them.
        while (ExperimentText.Parse(extended.Count == 0 ? name : extended[^1].Name, here).Match(Extension.Base, _ => null) is { } named)
        {
            var place = Path.GetFullPath(Path.Combine(folder, named.Text));
            var shown = Path.IsPathRooted(name) ? place : Path.GetRelativePath(".", place);
            if (Problem(files, named, shown, place, seen) is { } problem) return new Checked<ExperimentSource>.Invalid([problem]);
            if (Read(files, place) is not { } below) return new Checked<ExperimentSource>.Invalid([NoFile(files, shown, place, named.Location)]);
            var (above, next) = (folder, Path.GetDirectoryName(place)!);
            extended.Add(new(shown, below, Path.GetRelativePath(above, next) is var relative && relative == "." ? "" : relative));
            seen.Add(place);
            (here, folder) = (below, next);
        }
        return new Checked<ExperimentSource>.Valid(new(name, text, [.. overrides], givenFolder, extended.ToImmutable()));
    }

    /// <summary>The experiment, or every error in the texts and the overrides.</summary>
    public Checked<ExperimentDefinition> Read(SettingsRegistry registry) => ExperimentFile.Load(Name, Text, Overrides, registry, Extended);

    private static ConfigError? Problem(IFileSystem files, ConfigNode.Scalar named, string shown, string place, List<string> seen)
    {
        if (PathRules.Problem(place, PathUse.Read, files) is { } wrong) return new(named.Location, $"{Extension.Key} {wrong.Problem}", "", wrong.Fix);
        if (seen.Contains(place))
            return new(named.Location, $"{shown} extends itself.", Fix: "leave out one of the 'extends' on the way");
        return seen.Count < Extension.MostFiles ? null
            : new(named.Location, $"More than {Extension.MostFiles} files build on each other.", Fix: "extend a file that is nearer to the first");
    }

    /// <summary>The bytes of a file; null where there is none.</summary>
    private static byte[]? Read(IFileSystem files, string path)
    {
        if (!files.FileExists(path)) return null;
        try
        {
            using var stream = files.OpenRead(path);
            return ExperimentText.ReadWithin(stream);
        }
        catch (FileNotFoundException)
        {
            // A link that leads nowhere exists, too.
            return null;
        }
    }

    private static ConfigError NoFile(IFileSystem files, string path) =>
        NoFile(files, path, path, SourceLocation.Whole(new SourceText(path.Length == 0 ? "''" : path, "", isCommandLine: false)));

    private static ConfigError NoFile(IFileSystem files, string shown, string path, SourceLocation location)
    {
        var folder = Path.GetDirectoryName(path) is { Length: > 0 } given ? given : ".";
        var others = files.ListFiles(folder).Select(f => Path.GetFileName(f))
            .Where(f => f.EndsWith(".yaml", StringComparison.Ordinal) || f.EndsWith(".yml", StringComparison.Ordinal));
        var meant = Suggest.Nearest(Path.GetFileName(path), others);
        var beside = Path.GetDirectoryName(shown) is { Length: > 0 } written ? written : ".";
        var isWhole = location.Line == 0;
        return new(
            location,
            isWhole ? files.FolderExists(path) ? "This is a folder." : "There is no such file."
                : files.FolderExists(path) ? $"{shown} is a folder." : $"There is no file {shown}.",
            "an experiment file (YAML)",
            meant is null ? "" : $"did you mean '{(beside == "." ? meant : Path.Combine(beside, meant))}'?");
    }
}
