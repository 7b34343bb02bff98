using Parquet.Thrift;

namespace Parquet.Meta;

/// <summary>What precedes a page's body: sizes, checksum and the layout of its values.</summary>
internal sealed class PageHeader
{
    public PageType Type { get; set; }

    public int UncompressedSize { get; set; }

    public int CompressedSize { get; set; }

    /// <summary>CRC-32 of the body as it lies in the file.</summary>
    public int? Crc { get; set; }

    public int NumValues { get; set; }

    public PageEncoding Encoding { get; set; }

    public PageEncoding DefinitionLevelEncoding { get; set; } = PageEncoding.Rle;

    public int DefinitionLevelsLength { get; set; }

    public int RepetitionLevelsLength { get; set; }

    /// <summary>Whether a version 2 page's values are compressed; its levels never are.</summary>
    public bool IsCompressed { get; set; } = true;

    public static PageHeader Read(ref CompactReader reader)
    {
        var result = new PageHeader();
        PageType? described = null;
        var outer = reader.BeginStruct();
        while (reader.NextField(out var field, out var type))
        {
            switch (field)
            {
                case 1: result.Type = (PageType)reader.I32(type); break;
                case 2: result.UncompressedSize = reader.I32(type); break;
                case 3: result.CompressedSize = reader.I32(type); break;
                case 4: result.Crc = reader.I32(type); break;
                case 5 when type == WireType.Struct: described = result.ReadLayout(ref reader, PageType.Data); break;
                case 7 when type == WireType.Struct: described = result.ReadLayout(ref reader, PageType.Dictionary); break;
                case 8 when type == WireType.Struct: described = result.ReadLayout(ref reader, PageType.DataV2); break;
                default: reader.Skip(type); break;
            }
        }
        reader.EndStruct(outer);
        if (result.Type != PageType.Index && described != result.Type)
            throw new ParquetException($"A page of type {result.Type} has no header of that type.");
        return result;
    }

    public void Write(CompactWriter writer)
    {
        writer.BeginStruct();
        writer.I32(1, (int)Type);
        writer.I32(2, UncompressedSize);
        writer.I32(3, CompressedSize);
        writer.I32(4, Crc);
        writer.Struct(Type == PageType.Dictionary ? 7 : 5);
        writer.I32(1, NumValues);
        writer.I32(2, (int)Encoding);
        if (Type == PageType.Data)
        {
            writer.I32(3, (int)PageEncoding.Rle);
            writer.I32(4, (int)PageEncoding.Rle);
        }
        writer.EndStruct();
        writer.EndStruct();
    }

    private PageType ReadLayout(ref CompactReader reader, PageType layout)
    {
        var outer = reader.BeginStruct();
        while (reader.NextField(out var field, out var type))
        {
            switch (layout, field)
            {
                case (_, 1): NumValues = reader.I32(type); break;
                case (PageType.Data or PageType.Dictionary, 2): Encoding = (PageEncoding)reader.I32(type); break;
                case (PageType.Data, 3): DefinitionLevelEncoding = (PageEncoding)reader.I32(type); break;
                case (PageType.DataV2, 4): Encoding = (PageEncoding)reader.I32(type); break;
                case (PageType.DataV2, 5): DefinitionLevelsLength = reader.I32(type); break;
                case (PageType.DataV2, 6): RepetitionLevelsLength = reader.I32(type); break;
                case (PageType.DataV2, 7): IsCompressed = reader.Bool(type); break;
                default: reader.Skip(type); break;
            }
        }
        reader.EndStruct(outer);
        return layout;
    }
}
