using System.Collections.Immutable;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Runs;

/// <summary>What results were made of: enough to make them again from their folder alone.</summary>
internal static class Sources
{
    /// <summary>Under this name the metadata of every file has the stages with their versions.</summary>
    public const string Stages = "stages";

    /// <summary>Under this name and its path the metadata of every file has the SHA-256 of a given file.</summary>
    private const string Given = "given ";

    /// <summary>In the manifest alone: the folder that paths of the experiment are relative to.</summary>
    private const string Folder = "experimentFolder";

    /// <summary>All repeatable facts: the experiment's own, the stages with their versions, the given files.</summary>
    public static ImmutableDictionary<string, string> Repeatable(PlannedExperiment planned)
    {
        var stages = planned.Plan.Stages.Select(s => s.Node.Stage.ToString()).Distinct().Order(StringComparer.Ordinal);
        return Provenance.Repeatable(planned.Experiment)
            .AddRange(planned.Given.Known.Select(f => KeyValuePair.Create(Given + f.Path, f.Content?.Hex ?? "absent")))
            .Add(Stages, string.Join(", ", stages));
    }

    /// <summary>Facts of where the experiment lay.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Volatile(PlannedExperiment planned) => [new(Folder, planned.Given.Folder)];

    /// <summary>Resolves the paths that the experiment of a run names.</summary>
    public static Func<string, GivenFile> GivenOf(IFileSystem files, RunRecord run) =>
        new GivenFiles(files, run.Folder.Length > 0 ? run.Folder : FolderOf(Manifest.TryRead(files, run.Results))).Find;

    /// <summary>The folder that paths of a recorded experiment are relative to; the current one where that is not known.</summary>
    public static string FolderOf(Manifest? manifest) => manifest?.Volatile.GetValueOrDefault(Folder) ?? ".";

    /// <summary>The experiment as a results folder records it; null where that is missing or not what was written.</summary>
    public static byte[]? ExperimentOf(IFileSystem files, string folder, Manifest manifest)
    {
        var copy = Path.Combine(folder, ReportDocuments.ExperimentName);
        if (!manifest.Files.TryGetValue(ReportDocuments.ExperimentName, out var digest) || !files.FileExists(copy)) return null;
        var bytes = files.ReadAllBytes(copy);
        return Digest.Of(bytes).Hex == digest ? bytes : null;
    }
}
