using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipelines.Model.Numerics.Kernels;

/// <summary>Scratch numbers that start on a cache line, so that no vector load is split over two lines.</summary>
internal sealed class AlignedBuffer<T>
    where T : unmanaged
{
    private const int Alignment = 64;
    private readonly T[] _array;
    private readonly int _start;

    public AlignedBuffer(int length)
    {
        Length = length;
        _array = GC.AllocateArray<T>(length + (Alignment / Unsafe.SizeOf<T>()), pinned: true);
        var address = (ulong)Marshal.UnsafeAddrOfPinnedArrayElement(_array, 0);
        _start = (int)((0 - address) % Alignment) / Unsafe.SizeOf<T>();
    }

    public int Length { get; }

    public Span<T> Span => _array.AsSpan(_start, Length);
}
