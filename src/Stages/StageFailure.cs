using System.Diagnostics;

namespace Pipelines.Stages;

/// <summary>Why a stage has no result: a value, so that one point fails and the sweep goes on.</summary>
public abstract record StageFailure
{
    private StageFailure() { }

    /// <summary>The dynamics left the finite numbers: as repeatable as a result.</summary>
    public sealed record Diverged(long Step, string Cause) : StageFailure;

    /// <summary>The inputs do not allow the computation, e.g. a given file that does not fit its settings.</summary>
    public sealed record Refused(string Reason) : StageFailure;

    /// <summary>An exception: our bug.</summary>
    public sealed record Crashed(string Message) : StageFailure;

    /// <summary>A stage that this one needs failed.</summary>
    public sealed record Blocked(string Stage, StageFailure Cause) : StageFailure;

    /// <summary>The failure that started it all, with the stage that it happened in when it was another one.</summary>
    public string Sentence => Match(
        diverged: f => FormattableString.Invariant($"diverged at step {f.Step}: {f.Cause}"),
        refused: f => f.Reason,
        crashed: f => $"bug: {f.Message}",
        blocked: f => $"{f.Stage}: {f.Cause.Sentence}");

    /// <summary>The status a point with this failure gets: diverged, refused or failed.</summary>
    public string Status => Match(_ => "diverged", _ => "refused", _ => "failed", f => f.Cause.Status);

    public T Match<T>(Func<Diverged, T> diverged, Func<Refused, T> refused, Func<Crashed, T> crashed, Func<Blocked, T> blocked)
    {
        ArgumentNullException.ThrowIfNull(diverged);
        ArgumentNullException.ThrowIfNull(refused);
        ArgumentNullException.ThrowIfNull(crashed);
        ArgumentNullException.ThrowIfNull(blocked);
        return this switch
        {
            Diverged f => diverged(f),
            Refused f => refused(f),
            Crashed f => crashed(f),
            Blocked f => blocked(f),
            _ => throw new UnreachableException(),
        };
    }
}
