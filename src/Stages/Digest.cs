using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Pipelines.Stages;

/// <summary>SHA-256 of some content: the identity of a stage's inputs, of an artifact, of a file.</summary>
/// <remarks>Compares by content. <c>default</c> is valid and stands for no content at all; no hash equals it in practice.</remarks>
public readonly record struct Digest : IComparable<Digest>
{
    private readonly UInt128 upper;
    private readonly UInt128 lower;

    private Digest(ReadOnlySpan<byte> hash)
    {
        upper = BinaryPrimitives.ReadUInt128BigEndian(hash);
        lower = BinaryPrimitives.ReadUInt128BigEndian(hash[16..]);
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string Hex => string.Create(2 * SHA256.HashSizeInBytes, this, static (text, digest) =>
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        digest.CopyTo(hash);
        Convert.TryToHexStringLower(hash, text, out _);
    });

    /// <summary>The digest of raw content, as <c>sha256sum</c> prints it.</summary>
    public static Digest Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return new(hash);
    }

    /// <summary>The digest of all that a stream gives from where it stands.</summary>
    public static Digest Of(Stream content) => new(SHA256.HashData(content));

    /// <summary>The digest of a list of texts; each enters with its length, so that ("ab", "c") and ("a", "bc") differ.</summary>
    public static Digest Of(params ReadOnlySpan<string> parts)
    {
        // One call of the hash: a plan makes several digests for each of very many points.
        var length = 0;
        foreach (var part in parts) length += sizeof(long) + Encoding.UTF8.GetByteCount(part);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        var position = 0;
        foreach (var part in parts)
        {
            var count = Encoding.UTF8.GetBytes(part, buffer.AsSpan(position + sizeof(long)));
            BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(position), count);
            position += sizeof(long) + count;
        }
        var digest = Of(new ReadOnlySpan<byte>(buffer, 0, length));
        ArrayPool<byte>.Shared.Return(buffer);
        return digest;
    }

    /// <summary>The digest of content hashed elsewhere in pieces.</summary>
    /// <exception cref="ArgumentException">The hash is not 32 bytes long.</exception>
    public static Digest FromHash(ReadOnlySpan<byte> hash) =>
        hash.Length == SHA256.HashSizeInBytes ? new(hash) : throw new ArgumentException("A SHA-256 hash has 32 bytes.", nameof(hash));

    /// <summary>Writes the 32 bytes of the hash, the inverse of <see cref="FromHash"/>.</summary>
    public void CopyTo(Span<byte> hash)
    {
        BinaryPrimitives.WriteUInt128BigEndian(hash, upper);
        BinaryPrimitives.WriteUInt128BigEndian(hash[16..], lower);
    }

    /// <summary>Reads what <see cref="Hex"/> writes.</summary>
    /// <exception cref="FormatException">The text is not 64 hexadecimal digits.</exception>
    public static Digest Parse(string hex)
    {
        ArgumentNullException.ThrowIfNull(hex);
        var hash = Convert.FromHexString(hex);
        return hash.Length == SHA256.HashSizeInBytes ? new(hash) : throw new FormatException("A digest has 64 hexadecimal digits.");
    }

    /// <summary>Order of the hexadecimal text: arbitrary but the same everywhere.</summary>
    public int CompareTo(Digest other) => upper != other.upper ? upper.CompareTo(other.upper) : lower.CompareTo(other.lower);

    public override string ToString() => Hex;
}
