using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Storage.Given;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Runs;

/// <summary>Where results come from: facts that repeat with the experiment, and facts of this run and machine.</summary>
internal static class Provenance
{
    /// <summary>Under this name the facts of a run have the time of its end.</summary>
    public const string Finished = "finished";

    /// <summary>Version of the tool as it was built.</summary>
    public static string ToolVersion { get; } =
        typeof(Provenance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static ImmutableDictionary<string, string> Repeatable(ExperimentDefinition experiment) => new Dictionary<string, string>
    {
        ["tool"] = $"pipelines {ToolVersion}",
        ["experiment"] = experiment.Header.Experiment,
        ["system"] = experiment.Header.System,
        ["seed"] = experiment.Header.Seed.ToString(CultureInfo.InvariantCulture),
        ["replicates"] = experiment.Header.Replicates.ToString(CultureInfo.InvariantCulture),
        ["experimentDigest"] = Digest.Of(Computed(experiment).ToString()).Hex,
    }.ToImmutableDictionary();

    /// <summary>What is computed: figures only show it, and may be drawn otherwise without new results.</summary>
    private static ConfigNode.Mapping Computed(ExperimentDefinition experiment) =>
        new(experiment.Root.Location, [.. experiment.Root.Entries.Where(e => e.Key != "figures")]);

    /// <summary>The vector instructions that this process uses: fewer than the machine has where a DOTNET_Enable variable says so.</summary>
    public static IEnumerable<string> InstructionSets()
    {
        if (Avx512F.IsSupported) yield return "AVX-512";
        if (Avx2.IsSupported) yield return "AVX2";
        if (Fma.IsSupported) yield return "FMA";
        if (Sse42.IsSupported) yield return "SSE4.2";
        if (AdvSimd.IsSupported) yield return "AdvSimd";
    }

    public static ImmutableDictionary<string, string> Volatile(int threads) => new Dictionary<string, string>
    {
        [Finished] = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture),
        ["host"] = Environment.MachineName,
        ["system"] = RuntimeInformation.OSDescription,
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["processors"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
        ["threads"] = threads.ToString(CultureInfo.InvariantCulture),
        ["instructionSets"] = string.Join(", ", InstructionSets()),
    }.ToImmutableDictionary();
}

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
