using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Svg;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;
using Pipelines.Stages.Checks;

namespace Pipelines.Pipeline.Runs;

/// <summary>What <c>doctor</c> shows, and <c>doctor --json</c> writes.</summary>
/// <param name="Tool">Version of the tool.</param>
/// <param name="Runtime">Version of .NET.</param>
/// <param name="System">Operating system and architecture.</param>
/// <param name="Culture">The user's language and region; empty as a rule, since the tool is built to ignore it.</param>
/// <param name="Processor">Name of the processor, where the system tells it.</param>
/// <param name="Threads">Processor threads, the default of <c>--threads</c>.</param>
/// <param name="InstructionSets">Vector instructions that are used: fewer than there are where a DOTNET_Enable variable says so.</param>
/// <param name="MemoryBytes">Memory of the machine, or of the container.</param>
/// <param name="MemoryForStagesBytes">What of it stages may use.</param>
/// <param name="Folder">The current folder.</param>
/// <param name="FreeDiskBytes">Free space there.</param>
/// <param name="Systems">Systems that experiment files can name.</param>
/// <param name="Parts">Optional parts.</param>
public sealed record MachineReport(
    string Tool,
    string Runtime,
    string System,
    string Culture,
    string Processor,
    int Threads,
    ImmutableArray<string> InstructionSets,
    long MemoryBytes,
    long MemoryForStagesBytes,
    string Folder,
    long FreeDiskBytes,
    ImmutableArray<string> Systems,
    ImmutableArray<OptionalPart> Parts)
{
    private const string ProcessorFile = "/proc/cpuinfo";

    /// <summary>Looks at this machine.</summary>
    public static MachineReport Of(Project? project = null)
    {
        project ??= Project.Default;
        var folder = Environment.CurrentDirectory;
        return new(
            Provenance.ToolVersion,
            RuntimeInformation.FrameworkDescription,
            $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}",
            CultureInfo.CurrentCulture.Name,
            ProcessorName(project.Files),
            Environment.ProcessorCount,
            [.. Provenance.InstructionSets()],
            MachineMemory.Total(),
            MachineMemory.ForStages(),
            folder,
            new DriveInfo(folder).AvailableFreeSpace,
            [.. project.Systems.All.Select(s => s.Name)],
            OptionalPart.All(project.Files));
    }

    /// <summary>Linux on x64 says "model name : ...".</summary>
    private static string ProcessorName(IFileSystem files)
    {
        if (!files.FileExists(ProcessorFile)) return "unknown";
        var line = Encoding.UTF8.GetString(files.ReadAllBytes(ProcessorFile)).Split('\n')
            .FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        return line?.Split(':', 2)[1].Trim() ?? "unknown";
    }
}

/// <summary>Something that the tool works without, and is of more use with.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Where">Where it was found; null when it was not.</param>
/// <param name="UsedFor">What is done with it.</param>
/// <param name="Install">How to get it.</param>
public sealed record OptionalPart(string Name, string? Where, string UsedFor, string Install)
{
    private const string Images = "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz";

    internal static ImmutableArray<OptionalPart> All(IFileSystem files) =>
    [
        new("fashion-mnist", File(
            files, Images), "the quickstart's images, pipelines/hinge/images.yaml and their tests", "Debian: dataset-fashion-mnist"),
        new("sbatch", Program(files, "sbatch"), "runs as jobs of a Slurm cluster", "ask the cluster's administrators"),
        new("node", Program(files, "node"), "tests in which independent programs read our files", "Debian: nodejs npm"),
        new("chromium", Program(files, "chromium", "chromium-browser", "google-chrome"), "tests that look at pages and figures", "Debian: chromium"),
        Fonts(),
        Pictures(),
        new("zsh", Program(files, "zsh"), "the test of its completion script", "Debian: zsh"),
    ];

    private static OptionalPart Fonts()
    {
        var found = Picture.NamedFonts();
        return new(
            "fonts", found.IsEmpty ? null : string.Join(", ", found),
            "figures with letters as wide as they are laid out for; others are pressed into their place", "Debian: fonts-liberation");
    }

    private static OptionalPart Pictures()
    {
        var problem = Picture.Problem();
        return new(
            "pictures", problem.Length == 0 ? $"texts in {Picture.Font()}" : null, "figures as PDF and PNG: --format",
            problem.Length == 0 ? "" : problem);
    }

    private static string? File(IFileSystem files, string path) => files.FileExists(path) ? path : null;

    private static string? Program(IFileSystem files, params string[] names) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(files.FileExists);
}

/// <summary>How much memory stages may use.</summary>
internal static class MachineMemory
{
    /// <summary>The rest is for the runtime and for other programs.</summary>
    private const double Share = 0.8;

    public static long ForStages() => (long)(Share * Total());

    /// <exception cref="RefusedException">A stage, a check or a figure needs more memory than the machine has.</exception>
    public static void Require(MemoryEstimate estimate, PlannedExperiment planned)
    {
        if (Misfit(estimate, planned, "Nothing was started.") is { } misfit) throw new RefusedException(Refusal.WillNotFit, misfit);
    }

    /// <summary>What needs more memory than the machine has, and what would help; null where all fits.</summary>
    /// <param name="estimate">What the plan needs.</param>
    /// <param name="planned">The plan.</param>
    /// <param name="consequence">A sentence on what follows.</param>
    public static string? Misfit(MemoryEstimate estimate, PlannedExperiment planned, string consequence) =>
        estimate.Largest is { } largest && estimate.LargestBytes > Total()
            ? WillNotFit(
                $"{NameOf(largest, planned.Plan)} needs", estimate.LargestBytes, consequence + FittingSettings.Sentence(planned, largest, Total()))
            : estimate.FigureBytes > Total() ? WillNotFit(Reading(estimate.Figures!), estimate.FigureBytes, consequence) : null;

    /// <exception cref="RefusedException">Drawing figures of results needs more memory than the machine has.</exception>
    public static void Require(FigureMemory? figures)
    {
        if (figures is not null && figures.Bytes > Total())
            throw new RefusedException(Refusal.WillNotFit, WillNotFit(Reading(figures), figures.Bytes, "Nothing was drawn."));
    }

    /// <exception cref="RefusedException">Something that was begun needs more memory than the machine has.</exception>
    public static void Require(string what, long bytes)
    {
        if (bytes > Total()) throw new RefusedException(Refusal.WillNotFit, WillNotFit(what, bytes, ""));
    }

    private static string WillNotFit(string what, long bytes, string then) =>
        $"{what} about {Words.Bytes(bytes)} of memory; this machine has {Words.Bytes(Total())}. {then}".TrimEnd();

    private static string Reading(FigureMemory figures) => string.Create(
        CultureInfo.InvariantCulture,
        $"figures: {figures.Figure} reads about {figures.Rows:#,0} rows of table {figures.Table}; record fewer steps or neurons (record), or draw "
            + $"another table. Drawing needs");

    /// <summary>The stage, or the check that needs most of those that it holds.</summary>
    private static string NameOf(StageNode node, Plan plan)
    {
        if (plan.Points.FirstOrDefault(p => p.Checks?.Key == node.Key) is not { Plan: PointPlan.Ready ready } point)
            return $"Stage {node.Stage.Name}";
        var (check, needs) = point.HeldChecks.Select(c => (Check: c, Needs: Check.Needs(c, ready.Outputs))).MaxBy(c => c.Needs.Bytes);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"checks: {check.Name} reads about {needs.Rows:#,0} rows of table {needs.Table}; record fewer steps or neurons (record), or check "
                + $"another table. It");
    }

    /// <summary>What this process may use: the machine's, or a container's limit.</summary>
    public static long Total() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}
