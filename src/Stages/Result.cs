using System.Diagnostics;
using Pipelines.Model.Runs;

namespace Pipelines.Stages;

/// <summary>A value, or why there is none.</summary>
public abstract record Result<T>
{
    private Result() { }

    public sealed record Done(T Value) : Result<T>;

    public sealed record Failed(StageFailure Failure) : Result<T>;

    public TOut Match<TOut>(Func<Done, TOut> done, Func<Failed, TOut> failed)
    {
        ArgumentNullException.ThrowIfNull(done);
        ArgumentNullException.ThrowIfNull(failed);
        return this switch
        {
            Done r => done(r),
            Failed r => failed(r),
            _ => throw new UnreachableException(),
        };
    }
}

/// <summary>Why a stage has no result: a value, so that one point fails and the sweep goes on.</summary>
public abstract record StageFailure
{
    private StageFailure() { }

    /// <summary>The dynamics left the finite numbers: as repeatable as a result.</summary>
    public sealed record Diverged(long Step, string Cause) : StageFailure;

    /// <summary>The settings and the data do not allow the computation: as repeatable as a result.</summary>
    public sealed record Refused(string Reason) : StageFailure;

    /// <summary>A given file cannot be used. That depends on more than the key, so it is never kept: the next run tries again.</summary>
    public sealed record Unusable(string Reason) : StageFailure;

    /// <summary>An exception: our bug.</summary>
    public sealed record Crashed(string Message) : StageFailure
    {
        /// <summary>The exception with the places in code that it came through; for people, part of no result.</summary>
        public string Trace { get; init; } = "";
    }

    /// <summary>A stage that this one needs failed.</summary>
    public sealed record Blocked(string Stage, StageFailure Cause) : StageFailure;

    /// <summary>A run that diverged.</summary>
    public static Diverged Of(Termination.Diverged ending)
    {
        ArgumentNullException.ThrowIfNull(ending);
        return new(ending.Step, ending.Cause);
    }

    /// <summary>The failure that started it all, with the stage that it happened in when it was another one.</summary>
    public string Sentence => Match(
        diverged: f => FormattableString.Invariant($"diverged at step {f.Step}: {f.Cause}"),
        refused: f => f.Reason,
        unusable: f => f.Reason,
        crashed: f => $"bug: {f.Message}",
        blocked: f => f.Cause is Unusable ? f.Cause.Sentence : $"{f.Stage}: {f.Cause.Sentence}");

    /// <summary>The status a point with this failure gets: diverged, refused or failed.</summary>
    public string Status => Match(_ => "diverged", _ => "refused", _ => "refused", _ => "failed", f => f.Cause.Status);

    public T Match<T>(
        Func<Diverged, T> diverged, Func<Refused, T> refused, Func<Unusable, T> unusable, Func<Crashed, T> crashed, Func<Blocked, T> blocked)
    {
        ArgumentNullException.ThrowIfNull(diverged);
        ArgumentNullException.ThrowIfNull(refused);
        ArgumentNullException.ThrowIfNull(unusable);
        ArgumentNullException.ThrowIfNull(crashed);
        ArgumentNullException.ThrowIfNull(blocked);
        return this switch
        {
            Diverged f => diverged(f),
            Refused f => refused(f),
            Unusable f => unusable(f),
            Crashed f => crashed(f),
            Blocked f => blocked(f),
            _ => throw new UnreachableException(),
        };
    }
}
