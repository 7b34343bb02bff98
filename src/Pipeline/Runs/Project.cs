using MathNet.Numerics;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage.Files;

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

    /// <summary>Processor threads, 1 to 1024; the results do not depend on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less or more.</exception>
    public int Threads
    {
        get;
        init => field = OptionLimits.Within(value, 1, OptionLimits.MostThreads);
    } = Environment.ProcessorCount;

    /// <summary>The systems that experiment files can name.</summary>
    public Systems Systems { get; init; } = Systems.BuiltIn;

    internal IFileSystem Files { get; init; } = new LocalFileSystem();

    /// <summary>Paths stay as they were given: the command line looked at them, and never changes its current folder.</summary>
    internal bool IsChecked { get; init; }

    /// <summary>The project with whole paths, so that a program may change its current folder afterwards.</summary>
    /// <exception cref="RefusedException">The store or the results cannot be where the project says.</exception>
    internal Project Checked() =>
        IsChecked ? this : this with { Store = Whole(Store, nameof(Store)), Results = Whole(Results, nameof(Results)), IsChecked = true };

    private string Whole(string path, string name)
    {
        ArgumentNullException.ThrowIfNull(path, name);
        return PathRules.Problem(path, PathUse.Folder, Files) is { } found
            ? throw new RefusedException(
                Refusal.Usage, $"Project.{name} {found.Problem}{(found.Fix.Length > 0 ? $" Fix: {found.Fix}." : "")}")
            : Path.GetFullPath(path);
    }
}
