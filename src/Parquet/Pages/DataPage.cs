using System.Buffers.Binary;
using Parquet.Meta;

namespace Parquet.Pages;

/// <summary>A data page's body split into levels and values, whichever version it has.</summary>
internal readonly ref struct DataPage
{
    private DataPage(ReadOnlySpan<byte> levels, ReadOnlySpan<byte> values)
    {
        Levels = levels;
        Values = values;
    }

    /// <summary>Runs of definition levels; empty where the column is required.</summary>
    public ReadOnlySpan<byte> Levels { get; }

    public ReadOnlySpan<byte> Values { get; }

    public static DataPage Split(PageHeader header, ReadOnlySpan<byte> body, bool optional)
    {
        if (header.Type == PageType.DataV2)
        {
            if (header.RepetitionLevelsLength != 0) throw new ParquetException("A page of a flat column has repetition levels.");
            return new(body[..header.DefinitionLevelsLength], body[header.DefinitionLevelsLength..]);
        }
        if (!optional) return new([], body);
        if (header.DefinitionLevelEncoding != PageEncoding.Rle)
            throw new ParquetException($"Definition levels in encoding {header.DefinitionLevelEncoding} are not supported.");
        var length = body.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(body) : -1;
        if (length < 0 || length > body.Length - 4) throw new ParquetException("A page's levels are longer than the page.");
        return new(body.Slice(4, length), body[(4 + length)..]);
    }
}
