namespace Pipelines.Model.Numerics.Functions;

/// <summary>Reduction of angles of 2^30 and more to a quarter turn, exactly, in integers (Payne and Hanek 1983).</summary>
/// <remarks>
/// |x| = M 2^e with a 53-bit M. Digits of 2/π that contribute whole turns are skipped; the next 192 give the quadrant and 190 bits behind it, of
/// which cancellation takes at most 63 and the digits left out touch the last 53.
/// </remarks>
internal static class HugeAngle
{
    private const double HalfPi = 1.5707963267948966, HalfPiTail = 6.123233995736766e-17;

    /// <summary>64 zero bits, then the binary digits of 2/π.</summary>
    private static ReadOnlySpan<ulong> Digits =>
    [
        0x0000000000000000, 0xA2F9836E4E441529, 0xFC2757D1F534DDC0, 0xDB6295993C439041, 0xFE5163ABDEBBC561, 0xB7246E3A424DD2E0,
        0x06492EEA09D1921C, 0xFE1DEB1CB129A73E, 0xE88235F52EBB4484, 0xE99C7026B45F7E41, 0x3991D639835339F4, 0x9C845F8BBDF9283B,
        0x1FF897FFDE05980F, 0xEF2F118B5A0A6D1F, 0x6D367ECF27CB09B7, 0x4F463F669E5FEA2D, 0x7527BAC7EBE5F17B, 0x3D0739F78A5292EA,
        0x6BFB5FB11F8D5D08, 0x56033046FC7B6BAB,
    ];

    /// <summary>x = quadrant π/2 + head + tail up to whole turns; the quadrant is a whole number, the angle left at most π/4 in size.</summary>
    public static (double Quadrant, double Head, double Tail) Reduce(double x)
    {
        var bits = BitConverter.DoubleToUInt64Bits(Math.Abs(x));
        var significand = (bits & ((1UL << 52) - 1)) | (1UL << 52);
        var exponent = (int)(bits >> 52) - 1075;
        var (high, low) = Product(significand, 62 + exponent);
        var quadrant = (int)(high >> 126);
        var fraction = (high << 2) | (low >> 62);
        var negative = fraction >> 127 == UInt128.One;
        if (negative)
        {
            quadrant++;
            fraction = ~fraction; // one unit of 2^-128 off, below what is kept
        }
        var (head, tail) = ToAngle(fraction, ((ulong)low << 2) ^ (negative ? ulong.MaxValue : 0));
        var sign = Math.CopySign(1, x);
        return (sign * quadrant, sign * (negative ? -head : head), sign * (negative ? -tail : tail));
    }

    /// <summary>The significand times the 192 digits from <paramref name="offset"/> on, modulo 2^192: upper 128 and lower 64 bits.</summary>
    private static (UInt128 High, ulong Low) Product(ulong significand, int offset)
    {
        var (word, shift) = Math.DivRem(offset, 64);
        ulong At(int i) => shift == 0 ? Digits[word + i] : (Digits[word + i] << shift) | (Digits[word + i + 1] >> (64 - shift));
        var low = (UInt128)significand * At(2);
        var middle = ((UInt128)significand * At(1)) + (low >> 64);
        var high = (significand * At(0)) + (ulong)(middle >> 64);
        return (new UInt128(high, (ulong)middle), (ulong)low);
    }

    /// <summary>A fraction of a quarter turn, 128 bits and the bits after them, to an angle of double length.</summary>
    private static (double Head, double Tail) ToAngle(UInt128 fraction, ulong after)
    {
        var zeros = (int)UInt128.LeadingZeroCount(fraction);
        if (zeros > 0) fraction = (fraction << zeros) | (after >> (64 - zeros));
        var first = (double)((ulong)(fraction >> 64) & ~0x7FFUL);
        var second = (double)((ulong)(fraction >> 11) & ~0x7FFUL);
        var scale = BitConverter.UInt64BitsToDouble((ulong)(1023 - 64 - zeros) << 52);
        var (f, fTail) = (first * scale, second * scale * (1.0 / (1UL << 53)));
        var head = f * HalfPi;
        return (head, Math.FusedMultiplyAdd(f, HalfPi, -head) + (f * HalfPiTail) + (fTail * HalfPi));
    }
}
