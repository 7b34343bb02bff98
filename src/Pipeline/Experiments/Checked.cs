using System.Collections.Immutable;
using System.Diagnostics;

namespace Pipelines.Pipeline.Experiments;

/// <summary>A value read from settings, or every reason why there is none.</summary>
public abstract record Checked<T>
{
    private Checked() { }

    public sealed record Valid(T Value) : Checked<T>;

    /// <summary>At least one error, in the order of their places.</summary>
    public sealed record Invalid(ImmutableArray<ConfigError> Errors) : Checked<T>;

    public TResult Match<TResult>(Func<T, TResult> valid, Func<ImmutableArray<ConfigError>, TResult> invalid) => this switch
    {
        Valid v => valid(v.Value),
        Invalid i => invalid(i.Errors),
        _ => throw new UnreachableException(),
    };
}
