using System.Text;

namespace Pipelines.Stages.Tests;

/// <summary>SHA-256 as a value.</summary>
public class DigestTests
{
    // FIPS 180-4 example for "abc".
    private const string Abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void It_is_SHA_256() => Assert.Equal(Abc, Digest.Of(Encoding.ASCII.GetBytes("abc")).Hex);

    [Fact]
    public void Its_text_reads_back()
    {
        Assert.Equal(Digest.Of("abc"u8), Digest.Parse(Abc));
        Assert.Equal(Digest.Of("abc"u8), Digest.FromHash(Convert.FromHexString(Abc)));
        Assert.Throws<FormatException>(() => Digest.Parse(Abc[2..]));
        Assert.Throws<FormatException>(() => Digest.Parse(Abc[1..] + "g"));
    }

    [Fact]
    public void Where_one_text_ends_and_the_next_begins_matters()
    {
        Digest[] digests = [Digest.Of("ab", "c"), Digest.Of("a", "bc"), Digest.Of("abc"), Digest.Of("abc", ""), Digest.Of("", "abc")];
        Assert.Equal(digests.Length, digests.Distinct().Count());
        Assert.Equal("3b211714a752d742443c4ece7dab0303", Digest.Of("stage", "v1").Hex[..32]);
    }

    [Fact]
    public void They_sort_as_their_text_does()
    {
        var digests = Enumerable.Range(0, 100).Select(i => Digest.Of($"{i}")).ToList();
        Assert.Equal(digests.Select(d => d.Hex).Order(StringComparer.Ordinal), digests.Order().Select(d => d.Hex));
    }
}
