namespace Pipelines.Model.GaussianMixture.Simulation.Kernels;

/// <summary>A range of columns of four rows of a matrix, anywhere in it.</summary>
internal readonly ref struct FourRows<T>
    where T : unmanaged
{
    public readonly ReadOnlySpan<T> Row0;
    public readonly ReadOnlySpan<T> Row1;
    public readonly ReadOnlySpan<T> Row2;
    public readonly ReadOnlySpan<T> Row3;

    /// <exception cref="ArgumentOutOfRangeException">Lengths differ.</exception>
    public FourRows(ReadOnlySpan<T> row0, ReadOnlySpan<T> row1, ReadOnlySpan<T> row2, ReadOnlySpan<T> row3)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row1.Length, row0.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(row2.Length, row0.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(row3.Length, row0.Length);
        Row0 = row0;
        Row1 = row1;
        Row2 = row2;
        Row3 = row3;
    }

    /// <summary>Length of the four.</summary>
    public int Width => Row0.Length;
}
