using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipelines.Model.QuenchingActivation.Kernels;

/// <summary>Copies a matrix with rows and columns exchanged.</summary>
internal static class Transposition
{
    /// <summary>Columns that are written side by side: their cache lines stay near while the rows go by.</summary>
    private const int Group = 8;

    /// <summary>target[c, r] = source[r, c], r &lt; rows, c &lt; columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyInto(ReadOnlySpan<double> source, int sourceStride, int rows, int columns, Span<double> target, int targetStride)
    {
        if (rows == 0 || columns == 0) return;
        ArgumentOutOfRangeException.ThrowIfLessThan(source.Length, ((rows - 1) * sourceStride) + columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, ((columns - 1) * targetStride) + rows);
        var c = 0;
        for (; c <= columns - Group; c += Group)
        {
            ref var s = ref Unsafe.Add(ref MemoryMarshal.GetReference(source), c);
            ref var t = ref Unsafe.Add(ref MemoryMarshal.GetReference(target), c * targetStride);
            for (var r = 0; r < rows; r++)
            {
                t = s;
                Unsafe.Add(ref t, targetStride) = Unsafe.Add(ref s, 1);
                Unsafe.Add(ref t, 2 * targetStride) = Unsafe.Add(ref s, 2);
                Unsafe.Add(ref t, 3 * targetStride) = Unsafe.Add(ref s, 3);
                Unsafe.Add(ref t, 4 * targetStride) = Unsafe.Add(ref s, 4);
                Unsafe.Add(ref t, 5 * targetStride) = Unsafe.Add(ref s, 5);
                Unsafe.Add(ref t, 6 * targetStride) = Unsafe.Add(ref s, 6);
                Unsafe.Add(ref t, 7 * targetStride) = Unsafe.Add(ref s, 7);
                s = ref Unsafe.Add(ref s, sourceStride);
                t = ref Unsafe.Add(ref t, 1);
            }
        }
        for (; c < columns; c++)
        {
            for (var r = 0; r < rows; r++) target[(c * targetStride) + r] = source[(r * sourceStride) + c];
        }
    }
}
