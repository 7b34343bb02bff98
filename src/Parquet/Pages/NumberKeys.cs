using System.Runtime.CompilerServices;

namespace Parquet.Pages;

/// <summary>Numbers as dictionary keys by their bits, so that −0.0 and every NaN survive.</summary>
internal readonly ref struct NumberKeys<T>(ReadOnlySpan<T> values) : IRowKeys<long>
    where T : struct
{
    private readonly ReadOnlySpan<T> _values = values;

    public int Count => _values.Length;

    public bool TryGet(int row, out long key)
    {
        key = Bits(_values[row]);
        return true;
    }

    public int SizeOf(long key) => Unsafe.SizeOf<T>();

    public static long Bits(T value) => Unsafe.SizeOf<T>() switch
    {
        8 => Unsafe.BitCast<T, long>(value),
        4 => Unsafe.BitCast<T, int>(value),
        _ => Unsafe.BitCast<T, byte>(value),
    };

    public static T FromBits(long bits) => Unsafe.SizeOf<T>() switch
    {
        8 => Unsafe.BitCast<long, T>(bits),
        4 => Unsafe.BitCast<int, T>((int)bits),
        _ => Unsafe.BitCast<byte, T>((byte)bits),
    };
}
