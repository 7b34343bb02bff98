using System.Collections.Immutable;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Runs;

/// <summary>The text that an experiment is read from.</summary>
/// <param name="Name">The file as the user gave it, for error messages.</param>
/// <param name="Text">Its bytes.</param>
/// <param name="Overrides">The <c>path=value</c> of each override, in order.</param>
/// <param name="GivenFolder">The folder that paths in the experiment are relative to.</param>
internal sealed record ExperimentSource(string Name, byte[] Text, ImmutableArray<string> Overrides, string GivenFolder)
{
    /// <summary>Reads a file.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="path">Its path.</param>
    /// <param name="overrides">The overrides.</param>
    /// <param name="givenFolder">The folder that paths in the experiment are relative to; null for the file's own.</param>
    public static Checked<ExperimentSource> Open(IFileSystem files, string path, IEnumerable<string> overrides, string? givenFolder = null)
    {
        if (!files.FileExists(path)) return new Checked<ExperimentSource>.Invalid([NoFile(files, path)]);
        try
        {
            using var stream = files.OpenRead(path);
            var folder = givenFolder ?? Path.GetDirectoryName(Path.GetFullPath(path))!;
            return new Checked<ExperimentSource>.Valid(new(path, ExperimentText.ReadWithin(stream), [.. overrides], folder));
        }
        catch (FileNotFoundException)
        {
            // A link that leads nowhere exists, too.
            return new Checked<ExperimentSource>.Invalid([NoFile(files, path)]);
        }
    }

    /// <summary>The experiment, or every error in the text and the overrides.</summary>
    public Checked<ExperimentDefinition> Read(SettingsRegistry registry) => ExperimentFile.Load(Name, Text, Overrides, registry);

    private static ConfigError NoFile(IFileSystem files, string path)
    {
        var folder = Path.GetDirectoryName(path) is { Length: > 0 } given ? given : ".";
        var others = files.ListFiles(folder).Select(f => Path.GetFileName(f))
            .Where(f => f.EndsWith(".yaml", StringComparison.Ordinal) || f.EndsWith(".yml", StringComparison.Ordinal));
        var meant = Suggest.Nearest(Path.GetFileName(path), others);
        return new(
            SourceLocation.Whole(new SourceText(path.Length == 0 ? "''" : path, "", isCommandLine: false)),
            files.FolderExists(path) ? "This is a folder." : "There is no such file.", "an experiment file (YAML)",
            meant is null ? "" : $"did you mean '{(folder == "." ? meant : Path.Combine(folder, meant))}'?");
    }
}
