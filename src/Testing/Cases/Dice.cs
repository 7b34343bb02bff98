using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Testing.Cases;

/// <summary>Draws the choices of one case, one after the other, from a key.</summary>
internal sealed class Dice(RandomKey key)
{
    private long _drawn;

    /// <summary>In [0, 1).</summary>
    public double Next()
    {
        Span<double> one = stackalloc double[1];
        Uniform.FillInto(key, _drawn++, one);
        return one[0];
    }

    /// <summary>True with this probability.</summary>
    public bool Falls(double probability) => Next() < probability;

    /// <summary>From 0, below the count.</summary>
    public int Below(int count) => Math.Min(count - 1, (int)(Next() * count));

    public T Of<T>(params ReadOnlySpan<T> items) => items[Below(items.Length)];

    /// <summary>Evenly over the decades between two powers of ten.</summary>
    public double Decade(double low, double high) => Elementary.Pow(10, low + ((high - low) * Next()));

    /// <summary>Evenly over the logarithm, both ends included; few are as likely as many.</summary>
    public long Size(long least, long most) => most <= least
        ? least
        : Math.Clamp((long)(least - 1 + Elementary.Pow(most - least + 2, Next())), least, most);
}
