using MathNet.Numerics;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Runs;

/// <summary>Where experiments are run and with what. Immutable; any number of calls may share one.</summary>
public sealed record Project
{
    /// <summary>A native provider of the machine would change bits, and threads of its own are not in the budget.</summary>
    static Project()
    {
        Control.UseManaged();
        Control.UseSingleThread();
    }

    /// <summary>Store and results below the current folder, every processor thread, the built-in systems.</summary>
    public static Project Default { get; } = new();

    /// <summary>Folder of the finished results of stages, which all experiments share. It need not exist.</summary>
    public string Store { get; init; } = ".pipelines";

    /// <summary>Folder below which each experiment gets a results folder of its own name.</summary>
    public string Results { get; init; } = "results";

    /// <summary>Processor threads, at least 1; the results do not depend on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Threads
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A run needs a thread.");
    } = Environment.ProcessorCount;

    /// <summary>The systems that experiment files can name.</summary>
    public Systems Systems { get; init; } = Systems.BuiltIn;

    internal IFileSystem Files { get; init; } = new LocalFileSystem();
}
