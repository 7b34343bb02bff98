using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Pipelines.Stages.Settings;

/// <summary>Steps of a run: those of a list, or every so many from 0 on, <c>{every: 5}</c>.</summary>
/// <param name="Listed">As written, in any order; empty beside <paramref name="Every"/>.</param>
/// <param name="Every">Steps from one to the next; 0 for a list.</param>
[CollectionBuilder(typeof(StepList), nameof(Of))]
public readonly record struct StepList(ImmutableArray<int> Listed, int Every) : IEnumerable<int>
{
    /// <summary>No step.</summary>
    public bool IsEmpty => Every == 0 && Listed.IsDefaultOrEmpty;

    public static StepList Of(ReadOnlySpan<int> steps) => new([.. steps], 0);

    /// <summary>Each step once, in order; those of a list whatever the last is.</summary>
    /// <param name="last">Number of steps of the run.</param>
    public ImmutableArray<int> UpTo(int last)
    {
        var every = Every;
        if (every > 0) return [.. Enumerable.Range(0, (last / every) + 1).Select(i => i * every)];
        return Listed.IsDefaultOrEmpty ? [] : [.. Listed.Distinct().Order()];
    }

    public IEnumerator<int> GetEnumerator() => (Listed.IsDefault ? [] : Listed.AsEnumerable()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
