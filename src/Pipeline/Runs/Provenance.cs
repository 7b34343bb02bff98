using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Pipelines.Pipeline.Experiments;
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
