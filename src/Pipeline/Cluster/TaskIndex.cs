using System.Collections.Immutable;
using System.Globalization;

namespace Pipelines.Pipeline.Cluster;

/// <summary>Which task of an array a process is, as its scheduler says in the environment.</summary>
internal static class TaskIndex
{
    /// <summary>The variable of each scheduler, and the number that its arrays begin with in our recipes: Grid Engine has no task 0.</summary>
    private static readonly ImmutableArray<(string Variable, int First)> Known =
        [("SLURM_ARRAY_TASK_ID", 0), ("SGE_TASK_ID", 1), ("PBS_ARRAY_INDEX", 0), ("JOB_COMPLETION_INDEX", 0)];

    /// <summary>The variables, for people.</summary>
    public static string Names { get; } = string.Join(", ", Known.Select(k => k.Variable));

    /// <summary>The task, counted from 0; null where no variable has a number (Grid Engine says "undefined" outside arrays).</summary>
    public static int? Find(Func<string, string?> environment)
    {
        foreach (var (variable, first) in Known)
        {
            if (int.TryParse(environment(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= first)
                return number - first;
        }
        return null;
    }
}
