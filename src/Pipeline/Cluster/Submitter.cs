using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Cluster;

/// <summary>Makes a submission of a layout and sends it: tasks first, then the record that makes it one, then the array jobs.</summary>
/// <param name="files">The file system.</param>
/// <param name="store">The store that all runs share.</param>
/// <param name="scheduler">Where to.</param>
/// <param name="folder">The submission's folder.</param>
internal sealed class Submitter(IFileSystem files, ArtifactStore store, IClusterScheduler scheduler, SubmissionFolder folder)
{
    /// <summary>Writes the tasks.</summary>
    /// <param name="head">The submission without shares and needs.</param>
    /// <param name="text">The experiment with every override in place.</param>
    /// <param name="layout">The tasks.</param>
    public Submission Write(Submission head, string text, TaskLayout layout)
    {
        store.Mark();
        var stores = new TaskStores(files, store, folder);
        var submission = head with
        {
            Needs = layout.Needs,
            Shares = [.. layout.Tasks.Select((t, i) => Share.Of(t.Points, t.Seconds, stores.Write(i, t.Plan)))],
        };
        AtomicFile.Write(files, folder.Experiment, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        var script = scheduler.Script(ToolCommand.Of("task", Path.GetFullPath(folder.Root)));
        AtomicFile.Write(files, folder.Script, stream => stream.Write(Encoding.UTF8.GetBytes(script)));
        files.CreateFolder(folder.Logs);
        folder.Write(files, submission);
        return submission;
    }

    /// <summary>Sends the array jobs.</summary>
    /// <returns>Their numbers, and what stopped it before the last.</returns>
    public (ImmutableArray<string> Jobs, SchedulerException? Problem) Send(IEnumerable<ArrayJob> jobs)
    {
        var numbers = ImmutableArray.CreateBuilder<string>();
        foreach (var job in jobs)
        {
            try
            {
                numbers.Add(scheduler.Submit(job));
            }
            catch (SchedulerException exception)
            {
                return (numbers.ToImmutable(), exception);
            }
        }
        return (numbers.ToImmutable(), null);
    }
}

/// <summary>How to run on a cluster.</summary>
/// <remarks>A number outside its edges is an <see cref="ArgumentOutOfRangeException"/>: the same edges as on the command line.</remarks>
public sealed record SubmitOptions
{
    /// <summary>Where to: <c>slurm</c>, or <c>script</c>, which only writes the tasks and a script that some other scheduler runs.</summary>
    public string Scheduler { get; init; } = Schedulers.Slurm;

    /// <summary>Most tasks to pack the points into.</summary>
    public int MaxTasks { get; init => field = OptionLimits.Within(value, 1, int.MaxValue); } = 1000;

    /// <summary>Most tasks that run at a time; null for as many as there is room for.</summary>
    public int? AtOnce { get; init => field = Within(value, 1, int.MaxValue); }

    /// <summary>The shortest estimated time of a task; points are packed together until they reach it.</summary>
    public TimeSpan MinTaskTime
    {
        get;
        init => field = OptionLimits.Within(value, OptionLimits.ShortestTime, OptionLimits.LongestTime);
    } = TimeSpan.FromMinutes(5);

    /// <summary>Time limit of a task; one that reaches it goes on from a checkpoint. Null for an estimate.</summary>
    public TimeSpan? Time { get; init => field = Within(value, OptionLimits.ShortestTime, OptionLimits.LongestTime); }

    /// <summary>Memory of a task; null for an estimate.</summary>
    public long? MemoryBytes { get; init => field = Within(value, 1, OptionLimits.MostMemory); }

    /// <summary>Cores of a task; null for an estimate.</summary>
    public int? Threads { get; init => field = Within(value, 1, OptionLimits.MostThreads); }

    /// <summary>The partition; null for the cluster's default.</summary>
    public string? Partition { get; init; }

    /// <summary>More arguments of the submit command.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Only say what would be sent: nothing is written, brought home or sent, and the scheduler need not be there.</summary>
    public bool IsDryRun { get; init; }

    private static T? Within<T>(T? value, T least, T most, [CallerMemberName] string name = "")
        where T : struct, IComparable<T> => value is { } given ? OptionLimits.Within(given, least, most, name) : null;
}

/// <summary>How a shell on another machine starts this very program.</summary>
internal static class ToolCommand
{
    /// <summary>The program with some arguments, quoted for a POSIX shell; an own program that uses the library starts itself.</summary>
    public static string Of(params IReadOnlyList<string> arguments)
    {
        var process = Environment.ProcessPath!;
        string[] program = Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? [process, Path.Combine(AppContext.BaseDirectory, $"{Assembly.GetEntryAssembly()!.GetName().Name}.dll")]
            : [process];
        return string.Join(' ', program.Concat(arguments).Select(ShellWord.Quote));
    }
}

/// <summary>A word of a command line as a POSIX shell reads it.</summary>
internal static class ShellWord
{
    public static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>Without quotes where a shell changes nothing of it.</summary>
    public static string IfNeeded(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_=+:,./@%".Contains(c, StringComparison.Ordinal)) ? word : Quote(word);
}
