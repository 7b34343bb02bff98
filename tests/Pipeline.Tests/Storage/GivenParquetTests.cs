using System.Globalization;
using System.Text.Json.Nodes;
using Parquet;
using Parquet.Schema;
using Pipelines.Model.Inputs.Given;
using Pipelines.Pipeline.Storage.Given;
using Pipelines.Pipeline.Tests.Faults;
using Pipelines.Pipeline.Tests.Tables;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Storage;

/// <summary>Parquet files of other writers: the numbers that three independent readers see, or a refusal that says why.</summary>
public sealed class GivenParquetTests(Judge judge) : IClassFixture<Judge>
{
    /// <summary>Together with the test process itself a damaged file may take a gigabyte.</summary>
    private const long MostBytes = 1L << 30;

    private const string Delta =
        """{"step": "DELTA_BINARY_PACKED", "small": "DELTA_BINARY_PACKED", "loss": "BYTE_STREAM_SPLIT", "rate": "BYTE_STREAM_SPLIT"}""";

    /// <summary>Truth values of data pages 2 are written as runs, which are refused.</summary>
    private const string WithoutTruth = """ "without": ["done"] """;

    private static string[] References => [.. Directory.GetFiles(RepositoryFiles.Reference("parquet"), "*.parquet").Order(StringComparer.Ordinal)];

    [Fact]
    public void Committed_files_hold_what_three_readers_agreed_on()
    {
        using var process = new ParquetProcess();
        foreach (var file in References) AssertEqual(View(Path.ChangeExtension(file, ".json")), process.Read(File.ReadAllBytes(file)), file);
    }

    [JudgeFact]
    public async Task Every_codec_version_and_encoding_is_read()
    {
        using var process = new ParquetProcess();
        foreach (var codec in (string[])["uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4_raw"])
        {
            foreach (var version in (string[])["V1", "V2"])
            {
                await AssertReadAsync(
                    process, "duckdb", $$"""{"rows": 3000, "ROW_GROUP_SIZE": 2048, "PARQUET_VERSION": "{{version}}", "COMPRESSION": "{{codec}}"}""");
                var rust = codec.ToUpperInvariant();
                await AssertReadAsync(process, "arrow", $$"""{"version": "{{version}}", "compression": "{{rust}}", {{WithoutTruth}}}""");
                await AssertReadAsync(
                    process, "arrow",
                    $$"""{"version": "{{version}}", "compression": "{{rust}}", "dictionary": false, "encodings": {{Delta}}, {{WithoutTruth}}}""");
            }
        }
        await AssertReadAsync(process, "arrow", """{"version": "V1"}""");
        foreach (var codec in (string[])["UNCOMPRESSED", "SNAPPY", "GZIP", "BROTLI"])
        {
            await AssertReadAsync(process, "hyparquet", $$"""{"codec": "{{codec}}", "pageSize": 700, "rowGroupSize": 300, {{WithoutTruth}}}""");
            await AssertReadAsync(process, "hyparquet", $$"""{"codec": "{{codec}}", "pageSize": 700, "encodings": {{Delta}}, {{WithoutTruth}}}""");
        }
    }

    [JudgeFact]
    public async Task Integers_of_every_width_are_read_to_both_ends()
    {
        using var process = new ParquetProcess();
        var table = process.Read(await judge.WriteAsync("narrow"));
        (string Name, Func<long, double> Value)[] expected =
        [
            ("int8", i => i - 128), ("int16", i => (i * 257) - 32768), ("int32", i => (i * 16843009) - 2147483648),
            ("int64", i => (i * 70368744177664) - 9007199254740992),
            ("uint8", i => i), ("uint16", i => i * 257), ("uint32", i => i * 16843009), ("uint64", i => i * 35184372088832),
        ];
        Assert.Equal(expected.Select(e => e.Name), table.Columns);
        for (var k = 0; k < expected.Length; k++)
        {
            for (var i = 0; i < 256; i++) Assert.Equal(expected[k].Value(i), table.Values[i, k]);
        }
    }

    [Fact]
    public async Task Integers_that_are_no_float64_are_refused_by_row_and_column()
    {
        using var stream = new MemoryStream();
        DataField field = new DataField<long>("count");
        var writer = await ParquetWriter.CreateAsync(new ParquetSchema(field), stream);
        await using (writer)
        {
            foreach (long[] part in (long[][])[[1, 2, 3], [4, (1L << 53) + 1]])
            {
                using var group = writer.CreateRowGroup();
                await group.WriteAsync<long>(field, part);
                group.CompleteValidate();
            }
        }
        using var process = new ParquetProcess();
        Assert.Equal(
            "Row 5, column 'count': the integer 9007199254740993 is no float64, whose numbers have 53 binary digits: write it as a float.",
            Assert.Throws<InvalidDataException>(() => process.Read(stream.ToArray())).Message);
    }

    [Fact]
    public async Task Lists_are_refused_with_what_to_write_instead()
    {
        using var stream = new MemoryStream();
        await using (await ParquetWriter.CreateAsync(new ParquetSchema(new ListField("x", new DataField<double>("element"))), stream))
        {
            // Names alone.
        }
        using var process = new ParquetProcess();
        Assert.Equal("Column 'x' holds several values a row: write a column for each number.", Assert.Throws<InvalidDataException>(
            () => process.Read(stream.ToArray())).Message);
    }

    [JudgeFact]
    public async Task Truth_values_in_runs_are_refused_by_name()
    {
        using var process = new ParquetProcess();
        foreach (var (writer, options) in (IEnumerable<(string, string)>)
        [
            ("hyparquet", """{"codec": "SNAPPY"}"""), ("arrow", """{"version": "V2"}""")
        ])
        {
            var file = await judge.WriteAsync(writer, JsonNode.Parse(options)!.AsObject());
            Assert.Contains("Column 'done'", Assert.Throws<InvalidDataException>(() => process.Read(file)).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Other writers keep no checksums, so damage may change a number; it must not crash, hang or take memory.</summary>
    [Fact]
    public void Damage_ends_in_a_refusal_or_in_numbers_within_bounds()
    {
        var files = References.Select(File.ReadAllBytes).ToArray();
        using var process = new ParquetProcess();
        foreach (var trial in Tier.Trials(400, 20_000))
        {
            var random = Tier.RandomOf(16, trial);
            var bytes = Mutated(files[random.Next(files.Length)], random);
            try
            {
                process.Read(bytes);
            }
            catch (InvalidDataException)
            {
                // Refused, whatever became of the process that read it.
            }
            catch (Exception exception)
            {
                Assert.Fail($"trial {trial}: {exception}");
            }
            Assert.True(process.PeakBytes < MostBytes, $"trial {trial}: {process.PeakBytes} bytes");
        }
    }

    /// <summary>What a fuzzer found first: a footer that says it has very many elements of nothing.</summary>
    [Fact]
    public void A_footer_without_end_is_given_up()
    {
        using var process = new ParquetProcess();
        byte[] schema = [0x15, 0x02, 0x29, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x07];
        byte[] file = [.. "PAR1"u8, .. schema, .. BitConverter.GetBytes(schema.Length), .. "PAR1"u8];
        Assert.Throws<InvalidDataException>(() => process.Read(file));
        AssertEqual(View(Path.ChangeExtension(References[0], ".json")), process.Read(File.ReadAllBytes(References[0])), "after it");
    }

    [Fact]
    public void A_claim_of_more_rows_than_bytes_can_hold_is_refused()
    {
        using var process = new ParquetProcess();
        foreach (var file in References) Assert.Throws<InvalidDataException>(() => process.Read(File.ReadAllBytes(file)[..^9]));
        Assert.Throws<InvalidDataException>(() => process.Read("PAR1PAR1"u8.ToArray()));
        Assert.Throws<InvalidDataException>(() => process.Read("PAR1"u8.ToArray()));
        Assert.Throws<InvalidDataException>(() => process.Read([]));
    }

    /// <summary>Bits, bytes, numbers at their edges, cuts and doubled pieces; the footer, where lengths and counts stand, gets half of
    /// them.</summary>
    private static byte[] Mutated(byte[] original, Random random)
    {
        var bytes = (byte[])original.Clone();
        var footer = bytes.Length - 8 - BitConverter.ToInt32(bytes, bytes.Length - 8);
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(2) == 0 ? random.Next(footer, bytes.Length) : random.Next(bytes.Length);
            switch (random.Next(5))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes[at] = random.Next(2) == 0 ? (byte)0 : (byte)0xFF; break;
                case 3: for (var i = at; i < Math.Min(at + random.Next(1, 10), bytes.Length); i++) bytes[i] = 0xFF; break;
                default: bytes = [.. bytes[..at], .. bytes[random.Next(bytes.Length)..]]; break;
            }
            if (bytes.Length < 12) return bytes;
            footer = Math.Clamp(footer, 0, bytes.Length - 1);
        }
        return bytes;
    }

    private async Task AssertReadAsync(ParquetProcess process, string writer, string options)
    {
        var file = await judge.WriteAsync(writer, JsonNode.Parse(options)!.AsObject());
        foreach (var (name, view) in await judge.ReadAsync(file))
        {
            Assert.True(view.Error is null, $"{name} on {writer} {options}: {view.Error}");
            AssertEqual(view.Columns, process.Read(file), $"{name} on {writer} {options}");
        }
    }

    private static IReadOnlyList<ForeignColumn> View(string path) =>
        [.. JsonNode.Parse(File.ReadAllText(path))!["columns"]!.AsArray()
            .Select(c => new ForeignColumn((string)c!["name"]!, (string)c["type"]!, false, [.. c["values"]!.AsArray().Select(v => (string?)v)]))];

    private static void AssertEqual(IReadOnlyList<ForeignColumn> expected, NumericTable table, string what)
    {
        Assert.Equal(expected.Select(c => c.Name), table.Columns);
        for (var k = 0; k < expected.Count; k++)
        {
            var (values, type) = (expected[k].Values, expected[k].Type);
            Assert.Equal(values.Count, table.Rows);
            for (var row = 0; row < values.Count; row++)
                Assert.True(BitConverter.DoubleToInt64Bits(Number(values[row]!, type)) == BitConverter.DoubleToInt64Bits(
                    Quiet(table.Values[row, k])), $"{what}: {expected[k].Name} in row {row + 1}");
        }
    }

    private static double Quiet(double value) => double.IsNaN(value) ? double.NaN : value;

    private static double Number(string text, string type) => type switch
    {
        _ when text == "nan" => double.NaN,
        "double" => BitConverter.UInt64BitsToDouble(ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
        "float" => BitConverter.UInt32BitsToSingle(uint.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
        "bool" => text == "true" ? 1 : 0,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
