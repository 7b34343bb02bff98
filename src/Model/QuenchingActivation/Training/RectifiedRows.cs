using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation.Training;

/// <summary>What a finite sample needs of the rows of pre-activations z beside their products: eight rows and four rows at a time, whole
/// lanes.</summary>
/// <remarks>Every sum has one order of additions, by rows or by samples, however many rows go together.</remarks>
internal static class RectifiedRows
{
    private const int OutputRows = 8;
    private const int ErrorRows = 4;

    /// <summary>outputs_i = Σ_j w_j max(z_ji, 0), in the order of the rows.</summary>
    /// <param name="activations">z: a row for every weight, each as long as <paramref name="outputs"/>.</param>
    /// <param name="weights">w, a multiple of eight.</param>
    /// <param name="outputs">Receives the sums; a multiple of eight.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeighInto(ReadOnlySpan<double> activations, ReadOnlySpan<double> weights, Span<double> outputs)
    {
        var length = outputs.Length;
        ThrowIfNotWhole(activations.Length, weights.Length, OutputRows, length);
        outputs.Clear();
        ref var result = ref MemoryMarshal.GetReference(outputs);
        for (var j = 0; j < weights.Length; j += OutputRows)
        {
            ref var z = ref Unsafe.Add(ref MemoryMarshal.GetReference(activations), j * length);
            Vector512<double> w0 = Vector512.Create(weights[j]), w1 = Vector512.Create(weights[j + 1]), w2 = Vector512.Create(weights[j + 2]);
            Vector512<double> w3 = Vector512.Create(weights[j + 3]), w4 = Vector512.Create(weights[j + 4]), w5 = Vector512.Create(weights[j + 5]);
            Vector512<double> w6 = Vector512.Create(weights[j + 6]), w7 = Vector512.Create(weights[j + 7]);
            for (var i = 0; i < length; i += Vector512<double>.Count)
            {
                var sum = Vector512.FusedMultiplyAdd(w0, Rectified(ref z, i), Vector512.LoadUnsafe(ref result, (nuint)i));
                sum = Vector512.FusedMultiplyAdd(w1, Rectified(ref z, length + i), sum);
                sum = Vector512.FusedMultiplyAdd(w2, Rectified(ref z, (2 * length) + i), sum);
                sum = Vector512.FusedMultiplyAdd(w3, Rectified(ref z, (3 * length) + i), sum);
                sum = Vector512.FusedMultiplyAdd(w4, Rectified(ref z, (4 * length) + i), sum);
                sum = Vector512.FusedMultiplyAdd(w5, Rectified(ref z, (5 * length) + i), sum);
                sum = Vector512.FusedMultiplyAdd(w6, Rectified(ref z, (6 * length) + i), sum);
                sum = Vector512.FusedMultiplyAdd(w7, Rectified(ref z, (7 * length) + i), sum);
                sum.StoreUnsafe(ref result, (nuint)i);
            }
        }
    }

    /// <summary>Replaces every pre-activation by e_i where it is positive and by 0 elsewhere; sums_j = Σ_i max(z_ji, 0) e_i.</summary>
    /// <param name="activations">z: a row for every sum, each as long as <paramref name="errors"/>.</param>
    /// <param name="errors">e, a multiple of eight.</param>
    /// <param name="sums">Receives one sum a row; a multiple of four.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MaskInto(Span<double> activations, ReadOnlySpan<double> errors, Span<double> sums)
    {
        var length = errors.Length;
        ThrowIfNotWhole(activations.Length, sums.Length, ErrorRows, length);
        ref var e = ref MemoryMarshal.GetReference(errors);
        for (var j = 0; j < sums.Length; j += ErrorRows)
        {
            ref var z = ref Unsafe.Add(ref MemoryMarshal.GetReference(activations), j * length);
            Vector512<double> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            for (var i = 0; i < length; i += Vector512<double>.Count)
            {
                var error = Vector512.LoadUnsafe(ref e, (nuint)i);
                sum0 = Mask(ref z, i, error, sum0);
                sum1 = Mask(ref z, length + i, error, sum1);
                sum2 = Mask(ref z, (2 * length) + i, error, sum2);
                sum3 = Mask(ref z, (3 * length) + i, error, sum3);
            }
            (sums[j], sums[j + 1], sums[j + 2], sums[j + 3]) = (Lanes.Sum(sum0), Lanes.Sum(sum1), Lanes.Sum(sum2), Lanes.Sum(sum3));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Rectified(ref double z, int offset) =>
        Vector512.Max(Vector512.LoadUnsafe(ref z, (nuint)offset), Vector512<double>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Mask(ref double z, int offset, Vector512<double> error, Vector512<double> sum)
    {
        var activation = Vector512.LoadUnsafe(ref z, (nuint)offset);
        var isActive = Vector512.GreaterThan(activation, Vector512<double>.Zero);
        Vector512.ConditionalSelect(isActive, error, Vector512<double>.Zero).StoreUnsafe(ref z, (nuint)offset);
        return Vector512.FusedMultiplyAdd(Vector512.Max(activation, Vector512<double>.Zero), error, sum);
    }

    /// <summary>Loads and stores are not checked one by one.</summary>
    private static void ThrowIfNotWhole(int numbers, int rows, int group, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(numbers, rows * length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows % group, 0);
        ArgumentOutOfRangeException.ThrowIfNotEqual(length % Vector512<double>.Count, 0);
    }
}
