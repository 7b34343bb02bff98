using System.Numerics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Training;

/// <summary>Everything that evolves in a training run, and what it started from.</summary>
/// <remarks>Immutable, compared by content. A run that goes on from a stored state gives the bits of one that was never stopped.</remarks>
/// <param name="Step">k: number of steps made, which is also the time.</param>
/// <param name="Parameters">θ at step k.</param>
/// <param name="Origin">θ₀ and the outputs there.</param>
/// <param name="Satisfaction">When examples were satisfied; null unless the problem asks for it.</param>
public sealed record TrainingState<T>(long Step, Parameters<T> Parameters, TrainingOrigin<T> Origin, SatisfactionSteps? Satisfaction)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>What a run keeps of its start: the initial parameters and the network outputs there, which are subtracted from then on.</summary>
/// <param name="Parameters">θ₀.</param>
/// <param name="TrainingOutputs">f(x; θ₀) on the training examples.</param>
/// <param name="TestOutputs">f(x; θ₀) on the test examples; empty without any.</param>
public sealed record TrainingOrigin<T>(Parameters<T> Parameters, DenseVector<T> TrainingOutputs, DenseVector<T> TestOutputs)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>For every training example the first step at which it was satisfied and the last at which it was not; -1 is never.</summary>
/// <remarks>
/// Every example is looked at in every state, also with minibatches: state k while step k → k + 1 is made, and the last by
/// <see cref="HingeTraining.WithLast"/>. The two differ by one as long as no example crosses the margin twice (paper: first; its notebook: last).
/// </remarks>
public sealed class SatisfactionSteps : IEquatable<SatisfactionSteps>
{
    private readonly int[] _first;
    private readonly int[] _last;

    internal SatisfactionSteps(ReadOnlySpan<int> first, ReadOnlySpan<int> last) => (_first, _last) = (first.ToArray(), last.ToArray());

    /// <summary>Smallest k with h − α y F ≤ 0.</summary>
    public ReadOnlySpan<int> FirstSatisfied => _first;

    /// <summary>Largest k with h − α y F &gt; 0.</summary>
    public ReadOnlySpan<int> LastUnsatisfied => _last;

    /// <summary>Nothing seen yet.</summary>
    public static SatisfactionSteps None(int examples)
    {
        var never = new int[examples];
        Array.Fill(never, -1);
        return new(never, never);
    }

    /// <summary>Restores steps that were written down.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static SatisfactionSteps Of(ReadOnlySpan<int> firstSatisfied, ReadOnlySpan<int> lastUnsatisfied) =>
        firstSatisfied.Length == lastUnsatisfied.Length
            ? new(firstSatisfied, lastUnsatisfied)
            : throw new ArgumentException(
                $"{firstSatisfied.Length} first and {lastUnsatisfied.Length} last steps do not fit.", nameof(lastUnsatisfied));

    public bool Equals(SatisfactionSteps? other) =>
        other is not null && FirstSatisfied.SequenceEqual(other.FirstSatisfied) && LastUnsatisfied.SequenceEqual(other.LastUnsatisfied);

    public override bool Equals(object? obj) => Equals(obj as SatisfactionSteps);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(FirstSatisfied));
        hash.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(LastUnsatisfied));
        return hash.ToHashCode();
    }
}
