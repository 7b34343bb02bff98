using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;

namespace Pipelines.Model.Randomness;

/// <summary>Names a stream of random numbers: a plain value, forked by label, never advanced.</summary>
/// <remarks>
/// A key is the path of labels that leads to it, so streams depend on names, never on the order or number of draws elsewhere.
/// Forking hashes (parent, label) with SHA-256 to 128 bits: 64 key the cipher, 64 are the upper half of its counter. <c>default</c> is a valid key,
/// but nobody's.
/// </remarks>
public readonly record struct RandomKey
{
    private RandomKey(ulong key, ulong stream) => (Key, Stream) = (key, stream);

    /// <summary>Key of the counter-based generator.</summary>
    public ulong Key { get; }

    /// <summary>Upper 64 bits of its counter; the lower 64 count blocks within the stream.</summary>
    public ulong Stream { get; }

    public static RandomKey FromSeed(ulong seed) => default(RandomKey).Fork("seed").Fork(unchecked((long)seed));

    /// <summary>The stream of this name below this key.</summary>
    public RandomKey Fork(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return Fork((byte)'s', Encoding.UTF8.GetBytes(label));
    }

    /// <summary>The stream of this index (a replicate, a neuron) below this key.</summary>
    public RandomKey Fork(long index)
    {
        Span<byte> label = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(label, index);
        return Fork((byte)'i', label);
    }

    /// <summary>128 random bits: block <paramref name="index"/> of this stream.</summary>
    public (uint X0, uint X1, uint X2, uint X3) Block(ulong index) =>
        Philox.Block((uint)index, (uint)(index >> 32), (uint)Stream, (uint)(Stream >> 32), (uint)Key, (uint)(Key >> 32));

    private RandomKey Fork(byte kind, ReadOnlySpan<byte> label)
    {
        var message = new byte[17 + label.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(message, Key);
        BinaryPrimitives.WriteUInt64LittleEndian(message.AsSpan(8), Stream);
        message[16] = kind;
        label.CopyTo(message.AsSpan(17));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(message, hash);
        return new(BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]));
    }
}

/// <summary>The Philox4x32-10 bijection: a counter and a key to 128 random bits.</summary>
/// <remarks>
/// Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3" (SC11), section 4.3; checked against the published known-answer
/// vectors.
/// </remarks>
public static class Philox
{
    private const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;
    private const int Rounds = 10;

    /// <summary>Four random 32-bit words of a 128-bit counter (c0 least significant) under a 64-bit key.</summary>
    public static (uint X0, uint X1, uint X2, uint X3) Block(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var product0 = (ulong)Multiplier0 * c0;
            var product1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(product1 >> 32) ^ c1 ^ k0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
            k0 += Weyl0;
            k1 += Weyl1;
        }
        return (c0, c1, c2, c3);
    }

    /// <summary>
    /// Eight blocks at once, for the lower halves of the counter in the eight lanes: words 0 and 1 of each block as one 64-bit number (word 0 low),
    /// words 2 and 3 as another.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector512<ulong> First, Vector512<ulong> Second) EightBlocks(Vector512<ulong> counters, ulong stream, ulong key)
    {
        // One 32-bit word in each 64-bit lane; what is above it is left to rot, since the product does not read it.
        var (c0, c1) = (counters, counters >>> 32);
        var (c2, c3) = (Vector512.Create(stream), Vector512.Create(stream >> 32));
        var (k0, k1) = ((uint)key, (uint)(key >> 32));
        for (var round = 0; round < Rounds; round++)
        {
            var product0 = MultiplyLowHalves(c0, Multiplier0);
            var product1 = MultiplyLowHalves(c2, Multiplier1);
            (c0, c1) = ((product1 >>> 32) ^ c1 ^ Vector512.Create((ulong)k0), product1);
            (c2, c3) = ((product0 >>> 32) ^ c3 ^ Vector512.Create((ulong)k1), product0);
            k0 += Weyl0;
            k1 += Weyl1;
        }
        var low = Vector512.Create((ulong)uint.MaxValue);
        return ((c1 << 32) | (c0 & low), (c3 << 32) | (c2 & low));
    }

    /// <summary>The full product of the lower half of each lane and a 32-bit number: one instruction where there is one for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> MultiplyLowHalves(Vector512<ulong> a, uint b)
    {
        if (Avx512F.IsSupported) return Avx512F.Multiply(a.AsUInt32(), Vector512.Create((ulong)b).AsUInt32());
        if (Avx2.IsSupported)
        {
            var factor = Vector256.Create((ulong)b).AsUInt32();
            return Vector512.Create(Avx2.Multiply(a.GetLower().AsUInt32(), factor), Avx2.Multiply(a.GetUpper().AsUInt32(), factor));
        }
        return (a & Vector512.Create((ulong)uint.MaxValue)) * b;
    }
}
