using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Pipelines.Model.Inputs.Images;

/// <summary>An array of integers in NumPy's .npy format, versions 1 to 3, C order, little-endian.</summary>
/// <remarks>numpy.lib.format: magic, version, length of the header, a Python dictionary with descr, fortran_order and shape, then the data.</remarks>
internal sealed partial class NpyArray
{
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    private readonly ReadOnlyMemory<byte> _data;
    private readonly string _type;

    private NpyArray(int[] shape, string type, ReadOnlyMemory<byte> data) => (Shape, _type, _data) = (shape, type, data);

    public int[] Shape { get; }

    /// <exception cref="InvalidDataException">The array is malformed, in Fortran order, or of a type that is not an integer of known
    /// size.</exception>
    public static NpyArray Parse(ReadOnlyMemory<byte> file, string name)
    {
        var span = file.Span;
        if (span.Length < 12 || !span.StartsWith(Magic))
            throw new InvalidDataException($"{name} does not begin with the magic number of a NumPy array; write it with numpy.save.");
        var (lengthAt, headerAt) = (8, span[6] == 1 ? 10 : 12);
        long length = span[6] == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(span[lengthAt..])
            : BinaryPrimitives.ReadUInt32LittleEndian(span[lengthAt..]);
        if (headerAt + length > span.Length) throw new InvalidDataException($"{name} ends inside its header; get it again.");
        var match = Header().Match(Encoding.Latin1.GetString(span.Slice(headerAt, (int)length)));
        if (!match.Success) throw new InvalidDataException($"{name} has no header with an integer type, C order and a shape; write it as such.");
        var shape = match.Groups["shape"].Value
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(size => int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1)
            .ToArray();
        var type = match.Groups["type"].Value;
        var expected = shape.Aggregate(1L, (product, size) => Math.Min(product * size, 1L << 40)) * ElementSize(type);
        var data = file[(headerAt + (int)length)..];
        return shape.Min() >= 0 && expected == data.Length
            ? new(shape, type, data)
            : throw new InvalidDataException(
                $"{name} declares the shape ({string.Join(", ", shape)}) of {type} and holds {data.Length} bytes; get it again.");
    }

    /// <summary>The elements as bytes.</summary>
    /// <exception cref="InvalidDataException">They are of another type.</exception>
    public byte[] Bytes(string name) =>
        _type == "u1"
            ? _data.ToArray()
            : throw new InvalidDataException($"{name} holds elements of type {_type}; unsigned bytes (u1) are expected; write it as uint8.");

    public long[] Integers()
    {
        var size = ElementSize(_type);
        var values = new long[_data.Length / size];
        for (var i = 0; i < values.Length; i++)
        {
            var element = _data.Span.Slice(i * size, size);
            values[i] = size switch
            {
                1 => element[0],
                2 => BinaryPrimitives.ReadInt16LittleEndian(element),
                4 => BinaryPrimitives.ReadInt32LittleEndian(element),
                _ => BinaryPrimitives.ReadInt64LittleEndian(element),
            };
        }
        return values;
    }

    private static int ElementSize(string type) => type[1] - '0';

    [GeneratedRegex(
        @"^\s*\{(?=.*'descr':\s*'(?:[|<])(?<type>u1|i2|i4|i8)')(?=.*'fortran_order':\s*False)(?=.*'shape':\s*\((?<shape>[0-9]+[0-9, ]*)\))")]
    private static partial Regex Header();
}
