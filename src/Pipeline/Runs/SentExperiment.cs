using System.Collections.Immutable;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Composition;

namespace Pipelines.Pipeline.Runs;

/// <summary>A submission with its experiment as it was sent, planned against the store that all runs share.</summary>
/// <param name="Planned">Its experiment.</param>
/// <param name="Shares">The points of each task.</param>
internal sealed record SentExperiment(PlannedExperiment Planned, ImmutableArray<ImmutableArray<PlannedPoint>> Shares)
{
    /// <summary>Reads and plans it; null where this tool would not compute the same results any more.</summary>
    public static SentExperiment? Open(Project project, SubmissionFolder folder, Submission submission)
    {
        var place = project with { Results = submission.Results, Threads = submission.Needs.Threads };
        if (PlannedExperiment.Load(place, folder.Experiment, submission.GivenFolder)
            .Match<PlannedExperiment?>(valid: p => p, invalid: _ => null) is not { } planned)
            return null;
        var points = planned.Plan.Points;
        var shares = submission.Shares.Select(s => s.Indices.Where(i => i < points.Length).Select(i => points[i]).ToImmutableArray())
            .ToImmutableArray();
        if (shares.Zip(submission.Shares).All(s => Share.KeysOf(s.First) == s.Second.Keys)) return new(planned, shares);
        planned.Store.Dispose();
        return null;
    }

    /// <summary>Writes the results folder from what is stored, as a run on this machine would.</summary>
    public static async Task<RunResult> FinishAsync(PlannedExperiment planned, string folder, int threads, Timings timings, Action<string> notice)
    {
        var run = await new ExperimentRun(planned, folder, threads, notice)
            .CompleteAsync(plan => Task.FromResult(new RunOutcome(plan.Failures, false)), timings).ConfigureAwait(false);
        return RunResult.Of(run, folder);
    }
}
