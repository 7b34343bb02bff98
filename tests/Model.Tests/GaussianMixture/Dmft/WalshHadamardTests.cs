using System.Numerics;
using Pipelines.Model.GaussianMixture.Dmft.Process;

namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

public sealed class WalshHadamardTests
{
    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(128)]
    public void A_column_comes_from_its_unit_vector(int size)
    {
        for (var c = 0; c < size; c++)
        {
            var values = new double[size];
            values[c] = 1;
            WalshHadamard.Transform(values);
            for (var l = 0; l < size; l++) Assert.Equal((BitOperations.PopCount((uint)(l & c)) & 1) == 0 ? 1 : -1, values[l]);
        }
    }

    [Fact]
    public void Bits_of_a_row_are_its_minus_ones()
    {
        for (var l = 0; l < 64; l++)
        {
            for (var c = 0; c < 64; c++) Assert.Equal(BitOperations.PopCount((uint)(l & c)) & 1, (int)(WalshHadamard.RowBits(l) >> c) & 1);
        }
    }
}
