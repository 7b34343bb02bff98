using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Parquet.Pages;

/// <summary>Least and greatest of the numbers seen. NaN is passed over; a zero minimum becomes −0.0, a zero maximum +0.0.</summary>
internal struct NumberRange<T>
    where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    private T _min;
    private T _max;

    public bool IsEmpty { get; private set; } = true;

    public NumberRange()
    {
    }

    public void Add(ReadOnlySpan<T> values)
    {
        var (min, max, any) = (Highest, Lowest, false);
        var i = 0;
        if (Vector256.IsHardwareAccelerated && values.Length >= Vector256<T>.Count)
        {
            var (mins, maxs, seen) = (Vector256.Create(min), Vector256.Create(max), Vector256<T>.Zero);
            for (; i <= values.Length - Vector256<T>.Count; i += Vector256<T>.Count)
            {
                var value = Vector256.Create(values[i..]);
                var number = Vector256.Equals(value, value);
                seen |= number;
                mins = Vector256.ConditionalSelect(number & Vector256.LessThan(value, mins), value, mins);
                maxs = Vector256.ConditionalSelect(number & Vector256.GreaterThan(value, maxs), value, maxs);
            }
            any = seen != Vector256<T>.Zero;
            for (var lane = 0; lane < Vector256<T>.Count; lane++)
            {
                if (mins[lane] < min) min = mins[lane];
                if (maxs[lane] > max) max = maxs[lane];
            }
        }
        for (; i < values.Length; i++)
        {
            any |= !T.IsNaN(values[i]);
            if (values[i] < min) min = values[i];
            if (values[i] > max) max = values[i];
        }
        if (any) Include(min, max);
    }

    public readonly byte[] Min() => Bytes(T.IsZero(_min) ? -T.Zero : _min);

    public readonly byte[] Max() => Bytes(T.IsZero(_max) ? T.Zero : _max);

    // Starting from the infinities where the type has them: a column of nothing but +infinity has it as its minimum.
    private static T Highest => T.IsInfinity(Infinity) ? Infinity : T.MaxValue;

    private static T Lowest => T.IsInfinity(Infinity) ? -Infinity : T.MinValue;

    private static T Infinity => T.CreateSaturating(double.PositiveInfinity);

    private void Include(T min, T max)
    {
        _min = IsEmpty || min < _min ? min : _min;
        _max = IsEmpty || max > _max ? max : _max;
        IsEmpty = false;
    }

    private static byte[] Bytes(T value) => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();
}
