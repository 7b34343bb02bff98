using System.Diagnostics;

namespace Pipelines.Model.Runs;

/// <summary>How a run ended, each case with the sentence that its reader needs.</summary>
public abstract record Termination
{
    private Termination() { }

    /// <summary>The declared end of the run was reached.</summary>
    public sealed record ReachedTime(double Time) : Termination;

    /// <summary>The stopping criterion was met: <paramref name="Residual"/> is at or below what was asked.</summary>
    public sealed record Converged(double Time, double Residual) : Termination;

    /// <summary>A value stopped being finite or grew without bound.</summary>
    public sealed record Diverged(long Step, string Cause) : Termination;

    /// <summary>The step budget was spent before the criterion was met.</summary>
    public sealed record OutOfSteps(long Steps) : Termination;

    /// <summary>The ending in one sentence.</summary>
    public string Sentence => Match(
        reachedTime: t => FormattableString.Invariant($"reached time {t.Time}"),
        converged: t => FormattableString.Invariant($"converged at time {t.Time} with residual {t.Residual:g3}"),
        diverged: t => FormattableString.Invariant($"diverged at step {t.Step}: {t.Cause}"),
        outOfSteps: t => FormattableString.Invariant($"stopped after its budget of {t.Steps} steps"));

    public T Match<T>(
        Func<ReachedTime, T> reachedTime, Func<Converged, T> converged, Func<Diverged, T> diverged, Func<OutOfSteps, T> outOfSteps)
    {
        ArgumentNullException.ThrowIfNull(reachedTime);
        ArgumentNullException.ThrowIfNull(converged);
        ArgumentNullException.ThrowIfNull(diverged);
        ArgumentNullException.ThrowIfNull(outOfSteps);
        return this switch
        {
            ReachedTime t => reachedTime(t),
            Converged t => converged(t),
            Diverged t => diverged(t),
            OutOfSteps t => outOfSteps(t),
            _ => throw new UnreachableException(),
        };
    }
}
