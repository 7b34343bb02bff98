using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli.Output;

/// <summary>What the process tells its caller.</summary>
public static class ExitCode
{
    /// <summary>Everything is complete and verified.</summary>
    public const int Complete = 0;

    /// <summary>Our bug.</summary>
    public const int Bug = 1;

    /// <summary>Usage or configuration; nothing was started.</summary>
    public const int Usage = 2;

    /// <summary>Finished, but some points failed or diverged.</summary>
    public const int PointsFailed = 3;

    /// <summary>A check failed or could not be judged, or no row meets a condition of a figure.</summary>
    public const int CheckFailed = 4;

    /// <summary>Refused: it will not fit.</summary>
    public const int WillNotFit = 5;

    /// <summary>Another process is at work there.</summary>
    public const int Locked = 6;

    /// <summary><c>plan --exit-code</c> and <c>collect</c>: there is work to do.</summary>
    public const int WorkToDo = 10;

    /// <summary>Input or output: disk full, permission.</summary>
    public const int InputOutput = 74;

    /// <summary>A task of a cluster was stopped in time, and what it has is kept: it is to be started again.</summary>
    public const int StoppedByCluster = 75;

    /// <summary>Interrupted (SIGINT), after a clean stop.</summary>
    public const int Interrupted = 130;

    /// <summary>Terminated (SIGTERM, SIGHUP), after a clean stop.</summary>
    public const int Terminated = 143;

    /// <summary>What an exception of the library comes to.</summary>
    internal static int Of(Exception exception) => exception switch
    {
        RefusedException { Reason: Refusal.WillNotFit } or OutOfMemoryException => WillNotFit,
        RefusedException { Reason: Refusal.Locked } or LockedFolderException => Locked,
        RefusedException or ExperimentException or ForeignFolderException => Usage,
        OperationCanceledException => Interrupted,
        SchedulerException or IOException or UnauthorizedAccessException => InputOutput,
        _ => Bug,
    };

    /// <summary>The library says of it that it may happen: its message is for the user.</summary>
    internal static bool IsExpected(Exception exception) => Of(exception) != Bug || exception is NondeterminismException;
}
