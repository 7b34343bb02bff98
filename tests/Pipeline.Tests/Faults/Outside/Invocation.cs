using System.Diagnostics;
using System.Runtime.InteropServices;
using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Tests.Faults.Outside;

/// <summary>What a verb said and how it ended.</summary>
/// <param name="Code">Exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Hung">Why it would never have ended by itself; empty when it did.</param>
internal sealed record Ended(int Code, string Output, string Error, string Hung);

/// <summary>One verb within this process, on real files, during which something happens.</summary>
internal static class Invocation
{
    /// <summary>No verb on these projects needs a hundredth of that.</summary>
    private const int MostOperations = 200_000;

    /// <summary>Whoever opens a pipe that nobody writes to waits for good; whoever only looks at it is through in microseconds.</summary>
    private static readonly TimeSpan LongLook = TimeSpan.FromSeconds(5);

    /// <summary>A loaded machine gives a test next to nothing for minutes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>A process on these projects, most of it its start.</summary>
    private static readonly TimeSpan UsualTime = TimeSpan.FromSeconds(1.5);

    /// <param name="world">Where.</param>
    /// <param name="arguments">The verb with its arguments.</param>
    /// <param name="before">Called before each operation on files.</param>
    /// <param name="stop">The user's signal.</param>
    public static Ended Run(World world, IReadOnlyList<string> arguments, Action<Operation> before, CancellationToken stop)
    {
        var files = new FaultyFileSystem(new LocalFileSystem(), operation =>
        {
            before(operation);
            if (operation.Number > MostOperations) throw new InvalidOperationException($"It does not end: {operation}");
            return world.IsDenied(operation.Path)
                ? new(new UnauthorizedAccessException($"Access to the path '{operation.Path}' is denied."))
                : Fault.None;
        });
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var work = Task.Run(() => CommandLine.RunAsync(arguments, files, new(output, error, IsTerminal: false), stop), CancellationToken.None);
        var (hung, start) = ("", Stopwatch.GetTimestamp());
        while (!work.Wait(LongLook, CancellationToken.None))
        {
            if (Release(world) is { } pipe) hung = $"it reads the pipe {pipe}, to which nobody writes";
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new TimeoutException($"{string.Join(' ', arguments)} does not end.");
        }
        return new(work.Result, output.ToString(), error.ToString(), hung);
    }

    /// <summary>The verb as a process of its own.</summary>
    /// <param name="arguments">The verb with its arguments.</param>
    /// <param name="moment">When it happens, as a share of what such a process takes.</param>
    /// <param name="happen">What happens.</param>
    public static Ended Process(IReadOnlyList<string> arguments, double moment, Action happen)
    {
        using var tool = ToolProcess.Start(arguments);
        Thread.Sleep(moment * UsualTime);
        happen();
        var ended = tool.EndAsync(Patience).GetAwaiter().GetResult() ?? throw new TimeoutException($"{string.Join(' ', arguments)} does not end.");
        return new(ended.Code, "", ended.Error, "");
    }

    /// <summary>Opens the other end of the pipe that somebody waits at, so that the trial goes on; null when there is none.</summary>
    private static string? Release(World world)
    {
        foreach (var pipe in world.Pipes)
        {
            var descriptor = Open(pipe, WriteOnly | NonBlocking);
            if (descriptor < 0) continue;
            _ = Close(descriptor);
            return pipe;
        }
        return null;
    }

    private const int WriteOnly = 1, NonBlocking = 0x800;

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
