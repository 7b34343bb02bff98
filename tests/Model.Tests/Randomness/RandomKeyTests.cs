using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.Randomness;

public class RandomKeyTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(2020);

    [Fact]
    public void Keys_of_different_paths_differ()
    {
        RandomKey[] keys =
        [
            Key, Key.Fork("a"), Key.Fork("b"), Key.Fork("a").Fork("b"), Key.Fork("b").Fork("a"), Key.Fork("ab"), Key.Fork(1), Key.Fork("1"),
            Key.Fork(-1),
            Key.Fork(""), RandomKey.FromSeed(2021), RandomKey.FromSeed(0), default,
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void The_same_path_is_the_same_key() =>
        Assert.Equal(Key.Fork("initialisation").Fork(3), RandomKey.FromSeed(2020).Fork("initialisation").Fork(3));

    // Another hash, byte order or label encoding would change every result that anyone has stored.
    [Fact]
    public void Keys_stay_what_they_are()
    {
        var key = Key.Fork("pinned").Fork(7);
        Assert.Equal((0xDABD9577EB8F874AUL, 0xA35990CB4ADF364BUL), (key.Key, key.Stream));
    }
}
