using System.Buffers.Binary;
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
