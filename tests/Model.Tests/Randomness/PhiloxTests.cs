using System.Runtime.Intrinsics;
using FsCheck;
using FsCheck.Fluent;
using Pipelines.Model.Randomness;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.Randomness;

public class PhiloxTests
{
    // Random123 (D. E. Shaw Research), file kat_vectors, lines "philox4x32 10".
    [Theory]
    [InlineData(0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8)]
    [InlineData(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd)]
    [InlineData(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1)]
    public void The_published_vectors(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint x0, uint x1, uint x2, uint x3) =>
        Assert.Equal((x0, x1, x2, x3), Philox.Block(c0, c1, c2, c3, k0, k1));

    [PropertyOfCases]
    public Property Eight_blocks_at_once_are_the_single_ones() =>
        Prop.ForAll(ArbMap.Default.ArbFor<long>(), ArbMap.Default.ArbFor<long>(), ArbMap.Default.ArbFor<long>(), (counter, stream, key) =>
        {
            var counters = Vector512.Create((ulong)counter) + Vector512.Create(0UL, 1, 2, 3, 4, 5, 1UL << 32, 1UL << 63);
            var (first, second) = Philox.EightBlocks(counters, (ulong)stream, (ulong)key);
            return Enumerable.Range(0, 8).All(lane =>
            {
                var (c, s, k) = (counters[lane], (ulong)stream, (ulong)key);
                var (x0, x1, x2, x3) = Philox.Block((uint)c, (uint)(c >> 32), (uint)s, (uint)(s >> 32), (uint)k, (uint)(k >> 32));
                return first[lane] == ((ulong)x1 << 32 | x0) && second[lane] == ((ulong)x3 << 32 | x2);
            });
        });
}
