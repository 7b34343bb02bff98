using System.Numerics;
using System.Runtime.InteropServices;

namespace Pipelines.Model.Numerics;

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
