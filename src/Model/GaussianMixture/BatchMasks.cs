using System.Collections.Immutable;

namespace Pipelines.Model.GaussianMixture;

/// <summary>Masks given step by step: row k is used in the update from step k to step k + 1. Compared by content.</summary>
public sealed class BatchMasks : IEquatable<BatchMasks>
{
    private readonly ImmutableArray<BatchMask> _rows;

    /// <exception cref="ArgumentException">There is no row, or rows differ in length.</exception>
    public BatchMasks(ImmutableArray<BatchMask> rows)
    {
        if (rows.IsDefaultOrEmpty) throw new ArgumentException("Given masks need at least one row.", nameof(rows));
        for (var step = 1; step < rows.Length; step++)
        {
            if (rows[step].Length != rows[0].Length)
                throw new ArgumentException($"Mask row {step} has {rows[step].Length} entries, row 0 has {rows[0].Length}.", nameof(rows));
        }
        _rows = rows;
    }

    public int Steps => _rows.Length;

    public int Samples => _rows[0].Length;

    /// <exception cref="ArgumentOutOfRangeException">The run is longer than the masks.</exception>
    public BatchMask Row(long step) => step >= 0 && step < Steps
        ? _rows[(int)step]
        : throw new ArgumentOutOfRangeException(nameof(step), step, $"Masks were given for {Steps} steps only.");

    public bool Equals(BatchMasks? other) => other is not null && _rows.AsSpan().SequenceEqual(other._rows.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as BatchMasks);

    public override int GetHashCode() => HashCode.Combine(Steps, Samples, _rows[0]);
}
