using System.Runtime.Intrinsics.X86;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

/// <summary>A history without its zeros against one that keeps them: the same bits of everything that a march reads.</summary>
public sealed class MaskedHistoryTests
{
    private const int Block = SampleLayout.BlockSize, Blocks = 5, Page = HistoryKernels.RowsPerPage;

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.74)]
    [InlineData(0.8)]
    [InlineData(1.0)]
    public void Every_product_has_the_bits_of_a_history_that_keeps_zeros(double share)
    {
        AssertSame(share, new MaskedHistory<double>(Blocks), new SampleHistory<double>(Blocks));
        AssertSame(share, new MaskedHistory<float>(Blocks), new SampleHistory<float>(Blocks));
    }

    [Fact]
    public void Forks_go_on_from_where_they_part()
    {
        for (var rows = 1; rows < 3 * Page; rows += 5)
        {
            var (masked, plain) = (new MaskedHistory<double>(Blocks), new SampleHistory<double>(Blocks));
            for (var row = 0; row < rows; row++) Append(row, 0.3, masked, plain);
            var (other, otherPlain) = (masked.Fork(), plain.Fork());
            // By turns, and not the same rows.
            for (var row = rows; row < rows + (2 * Page); row++)
            {
                Append(row, 0.3, masked, plain);
                Append(row + 1000, 0.4, other, otherPlain);
            }
            AssertSame(masked, plain);
            AssertSame(other, otherPlain);
        }
    }

    [Fact]
    public void A_page_of_zeros_is_packed_and_one_without_is_not()
    {
        Assert.SkipUnless(Avx512F.IsSupported, "Pages are packed with AVX-512 alone.");
        SampleHistory<double> Of(double share)
        {
            var history = new SampleHistory<double>(Blocks);
            for (var row = 0; row < Page; row++) Append(row, share, history);
            return history;
        }
        Assert.NotNull(MaskedPage<double>.TryPack(Of(0.1), Blocks));
        Assert.NotNull(MaskedPage<double>.TryPack(Of(0.5), Blocks));
        Assert.Null(MaskedPage<double>.TryPack(Of(0.9), Blocks));
    }

    private static void AssertSame(double share, ISampleHistory masked, ISampleHistory plain)
    {
        for (var row = 0; row < (4 * Page) + 3; row++)
        {
            Append(row, share, masked, plain);
            if (row % 7 == 0 || row > 4 * Page) AssertSame(masked, plain);
        }
    }

    private static void AssertSame(ISampleHistory masked, ISampleHistory plain)
    {
        Assert.Equal(plain.Rows, masked.Rows);
        var factors = Normal("factors", plain.Rows);
        // Half of the force of a step is zero, too, of either sign.
        var vector = Sparse("vector", plain.Rows, 0.5);
        for (var block = 0; block < Blocks; block++)
        {
            var (a, b) = (Products(masked, block, factors, vector), Products(plain, block, factors, vector));
            Assert.Equal(b, a);
        }
    }

    /// <summary>Bits of both sums, of the lanes, and of every row. A zero that was kept may be −0 and is read as +0.</summary>
    private static long[] Products(ISampleHistory history, int block, double[] factors, double[] vector)
    {
        var (sum, both, lanes) = (new double[Block], new double[Block], new double[factors.Length * HistoryKernels.Lanes]);
        history.CombineInto(block, factors, sum);
        history.CombineAndDotInto(block, factors, vector, both, lanes);
        var rows = new double[history.Rows * Block];
        for (var row = 0; row < history.Rows; row++) history.Read(row, block, rows.AsSpan(row * Block, Block));
        return [.. sum.Concat(both).Concat(lanes).Concat(rows.Select(x => x == 0 ? 0.0 : x)).Select(BitConverter.DoubleToInt64Bits)];
    }

    private static void Append(int row, double share, params ISampleHistory[] histories)
    {
        foreach (var history in histories)
        {
            history.BeginRow();
            for (var block = 0; block < Blocks; block++) history.Keep(block, Sparse($"row {block}", row, share));
            history.CloseRow();
        }
    }

    /// <summary>A block of which about the share is not zero; a mask of 0 times a negative number is −0.</summary>
    private static double[] Sparse(string name, int number, double share)
    {
        var values = Normal($"{name} values {number}", Block);
        var masks = RandomKey.FromSeed(4).Fork($"{name} masks {number}");
        return [.. values.Select((value, i) => value * (UnitInterval.First(masks, (ulong)i) < share ? 1 : 0))];
    }

    private static double[] Normal(string name, int count)
    {
        var values = new double[count];
        Gaussian.FillInto(RandomKey.FromSeed(4).Fork(name), 0, values);
        return values;
    }
}
