using System.Numerics;
using System.Runtime.InteropServices;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.Numerics;

/// <summary>An immutable row-major matrix of float or double, filled exactly once and compared by shape and content (bit for bit).</summary>
/// <remarks>
/// Row i is the contiguous span <see cref="Row"/>(i). The array never escapes. At most 2^31 - 73 entries. A large matrix starts on a cache line:
/// vectors that are loaded across two lines cost twice as much.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class DenseMatrix<T> : IEquatable<DenseMatrix<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _values;
    private readonly int _start;

    private DenseMatrix(int rows, int columns)
    {
        (Rows, Columns) = (rows, columns);
        var length = checked(rows * columns);
        (_values, _start) = AlignedBuffer<T>.AllocateIfLarge(length);
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>All entries, row after row.</summary>
    public ReadOnlySpan<T> Span => Values;

    private Span<T> Values => _values.AsSpan(_start, Rows * Columns);

    public T this[int row, int column] => Row(row)[column];

    public ReadOnlySpan<T> Row(int row) => Values.Slice(checked(row * Columns), Columns);

    /// <summary>Creates a matrix of zeros and lets <paramref name="fill"/> write its rows (one span, row-major), once.</summary>
    public static DenseMatrix<T> Create<TArg>(int rows, int columns, TArg arg, System.Buffers.SpanAction<T, TArg> fill)
        where TArg : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(fill);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        var matrix = new DenseMatrix<T>(rows, columns);
        fill(matrix.Values, arg);
        return matrix;
    }

    /// <summary>The same for a fill that shares the entries out to threads; it must not keep the memory.</summary>
    internal static DenseMatrix<T> Create(int rows, int columns, Action<Memory<T>> fill)
    {
        var matrix = new DenseMatrix<T>(rows, columns);
        fill(matrix._values.AsMemory(matrix._start, rows * columns));
        return matrix;
    }

    /// <summary>Copies row-major entries.</summary>
    /// <exception cref="ArgumentException">The number of entries is not rows times columns.</exception>
    public static DenseMatrix<T> Copy(int rows, int columns, ReadOnlySpan<T> values)
    {
        if (values.Length != (long)rows * columns)
            throw new ArgumentException($"{values.Length} entries do not make a {rows} x {columns} matrix.", nameof(values));
        var matrix = new DenseMatrix<T>(rows, columns);
        values.CopyTo(matrix.Values);
        return matrix;
    }

    public static DenseMatrix<T> Zeros(int rows, int columns) => new(rows, columns);

    public bool Equals(DenseMatrix<T>? other) =>
        other is not null
        && (Rows, Columns) == (other.Rows, other.Columns)
        && MemoryMarshal.AsBytes(Span).SequenceEqual(MemoryMarshal.AsBytes(other.Span));

    public override bool Equals(object? obj) => Equals(obj as DenseMatrix<T>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Rows);
        hash.Add(Columns);
        hash.AddBytes(MemoryMarshal.AsBytes(Span));
        return hash.ToHashCode();
    }

    public override string ToString() => $"DenseMatrix<{typeof(T).Name}>({Rows} x {Columns})";
}

/// <summary>An immutable vector of float or double, filled exactly once and compared by content (bit for bit).</summary>
/// <remarks>The array never escapes. <c>default</c> does not exist: the type is a class. NaN equals NaN of the same bits; +0 differs from
/// -0.</remarks>
/// <typeparam name="T">float or double: training runs in either, theory in double.</typeparam>
public sealed class DenseVector<T> : IEquatable<DenseVector<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _values;

    private DenseVector(T[] values) => _values = values;

    public static DenseVector<T> Empty { get; } = new([]);

    public int Length => _values.Length;

    public ReadOnlySpan<T> Span => _values;

    public T this[int index] => _values[index];

    /// <summary>Creates a vector of zeros and lets <paramref name="fill"/> write it, once.</summary>
    public static DenseVector<T> Create<TArg>(int length, TArg arg, System.Buffers.SpanAction<T, TArg> fill)
        where TArg : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(fill);
        var values = new T[length];
        fill(values, arg);
        return new DenseVector<T>(values);
    }

    /// <summary>The same for a fill that shares the entries out to threads; it must not keep the memory.</summary>
    internal static DenseVector<T> Create(int length, Action<Memory<T>> fill)
    {
        var values = new T[length];
        fill(values);
        return new DenseVector<T>(values);
    }

    public static DenseVector<T> Copy(ReadOnlySpan<T> values) => new(values.ToArray());

    public static DenseVector<T> Zeros(int length) => new(new T[length]);

    public bool Equals(DenseVector<T>? other) =>
        other is not null && MemoryMarshal.AsBytes<T>(_values).SequenceEqual(MemoryMarshal.AsBytes<T>(other._values));

    public override bool Equals(object? obj) => Equals(obj as DenseVector<T>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes<T>(_values));
        return hash.ToHashCode();
    }

    public override string ToString() => $"DenseVector<{typeof(T).Name}>({Length})";
}
