namespace Pipelines.Model.Numerics.Kernels;

/// <summary>A range of columns of four rows of a matrix, anywhere in it.</summary>
internal readonly ref struct FourRows<T>(ReadOnlySpan<T> row0, ReadOnlySpan<T> row1, ReadOnlySpan<T> row2, ReadOnlySpan<T> row3)
    where T : unmanaged
{
    public readonly ReadOnlySpan<T> Row0 = row0;
    public readonly ReadOnlySpan<T> Row1 = row1;
    public readonly ReadOnlySpan<T> Row2 = row2;
    public readonly ReadOnlySpan<T> Row3 = row3;

    public ReadOnlySpan<T> this[int row] => row switch { 0 => Row0, 1 => Row1, 2 => Row2, _ => Row3 };
}
