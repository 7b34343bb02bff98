using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Pipelines.Pipeline.Storage;

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
