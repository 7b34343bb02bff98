using System.Diagnostics;
using Parquet;
using Pipelines.Parquet.Tests.Tables;

namespace Pipelines.Parquet.Tests.Integrity;

/// <summary>Damage anywhere in a file is noticed: an exception or the very same content, never another value, never a hang.</summary>
public sealed class DamageTests
{
    private const long MostBytes = 256L << 20;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    public async Task Every_flipped_bit_of_every_byte_is_noticed_or_harmless(CompressionMethod compression)
    {
        var file = await TableFile.WriteAsync(SmallTable.With(compression));
        var original = await FileContent.ReadAsync(file);
        var harmless = new List<int>();
        for (var bit = 0; bit < file.Length * 8; bit++)
        {
            file[bit / 8] ^= (byte)(1 << (bit % 8));
            if (await SurvivesAsync(file, original, $"bit {bit % 8} of byte {bit / 8}")) harmless.Add(bit);
            file[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        // Every byte is under some checksum.
        Assert.Empty(harmless);
    }

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    public async Task A_file_cut_off_at_any_length_is_refused(CompressionMethod compression)
    {
        var file = await TableFile.WriteAsync(SmallTable.With(compression));
        for (var length = 0; length < file.Length; length++)
            await Assert.ThrowsAsync<ParquetException>(() => FileContent.ReadAsync(file[..length]));
    }

    [Fact]
    public async Task Overwritten_stretches_are_noticed()
    {
        var file = await TableFile.WriteAsync(SmallTable.With(CompressionMethod.Snappy));
        var original = await FileContent.ReadAsync(file);
        foreach (var length in new[] { 2, 7, 64 })
        {
            for (var start = 0; start + length <= file.Length; start++)
            {
                var damaged = file.ToArray();
                damaged.AsSpan(start, length).Fill((byte)(start * 31));
                if (!damaged.AsSpan().SequenceEqual(file)) Assert.False(await SurvivesAsync(damaged, original, $"{length} bytes from {start}"));
            }
        }
    }

    /// <summary>True where the content is still right; an exception of another type than ours, or another content, fails the test.</summary>
    private static async Task<bool> SurvivesAsync(byte[] file, string original, string damage)
    {
        var (allocated, watch) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
        try
        {
            var content = await FileContent.ReadAsync(file);
            Assert.True(original == content, $"With {damage} the file silently says something else:\n{content}");
            return true;
        }
        catch (ParquetException)
        {
            return false;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, MostBytes);
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, MostTime);
        }
    }
}
