using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Pipelines.Pipeline.Storage;

/// <summary>The numbers of a NumPy array, or one field of its records.</summary>
/// <param name="Name">Name of the field, or of the array.</param>
/// <param name="Kind">f, i, u or b.</param>
/// <param name="Bytes">Bytes of a number.</param>
/// <param name="IsBigEndian">Byte order.</param>
internal sealed partial record NumpyField(string Name, char Kind, int Bytes, bool IsBigEndian)
{
    private const string Types = "f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1";

    /// <summary>The fields that a header describes; none where one of them is no number.</summary>
    public static ImmutableArray<NumpyField> Of(string header, string array)
    {
        if (Plain().Match(header) is { Success: true } plain) return Of(array, plain) is { } field ? [field] : [];
        if (Records().Match(header) is not { Success: true } records) return [];
        var fields = Field().Matches(records.Groups[1].Value).Select(m => Of(array.Length == 0
            ? m.Groups["name"].Value
            : $"{array}.{m.Groups["name"].Value}", m)).ToImmutableArray();
        var isAll = Field().Replace(records.Groups[1].Value, "").All(c => c is ',' or ' ');
        return isAll && fields.All(f => f is not null) ? [.. fields.OfType<NumpyField>()] : [];
    }

    /// <exception cref="InvalidDataException">A whole number is too large for double precision.</exception>
    public double Read(ReadOnlySpan<byte> bytes)
    {
        Span<byte> little = stackalloc byte[Bytes];
        bytes.CopyTo(little);
        if (IsBigEndian) little.Reverse();
        return (Kind, Bytes) switch
        {
            ('f', 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(little),
            ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(little),
            ('f', _) => BinaryPrimitives.ReadDoubleLittleEndian(little),
            ('i', 1) => (sbyte)little[0],
            ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(little),
            ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(little),
            ('i', _) => ExactNumber.Of(BinaryPrimitives.ReadInt64LittleEndian(little), Name),
            ('u', 2) => BinaryPrimitives.ReadUInt16LittleEndian(little),
            ('u', 4) => BinaryPrimitives.ReadUInt32LittleEndian(little),
            ('u', 8) => ExactNumber.Of(BinaryPrimitives.ReadUInt64LittleEndian(little), Name),
            _ => little[0],
        };
    }

    private static NumpyField? Of(string name, Match match)
    {
        var type = match.Groups["type"].Value;
        return Types.Split(' ').Contains(type)
            ? new(name, type[0], int.Parse(type[1..], CultureInfo.InvariantCulture), match.Groups["order"].Value == ">")
            : null;
    }

    [GeneratedRegex("'descr':\\s*'(?<order>[<>|=])(?<type>[a-zA-Z][0-9]+)'")]
    private static partial Regex Plain();

    [GeneratedRegex(@"'descr':\s*\[(.*?)\]")]
    private static partial Regex Records();

    [GeneratedRegex("""\(['"](?<name>[^'"]*)['"],\s*'(?<order>[<>|=])(?<type>[a-zA-Z][0-9]+)'\)""")]
    private static partial Regex Field();
}
