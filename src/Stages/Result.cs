using System.Diagnostics;

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
