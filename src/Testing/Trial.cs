using Pipelines.Model.Randomness;

namespace Pipelines.Testing;

/// <summary>One case of an invariant: the settings of one point of an experiment, and the seed of everything that is drawn.</summary>
/// <remarks>It says all: the experiment file with these settings and this seed shows the same.</remarks>
/// <param name="Settings">The sections that the system reads.</param>
/// <param name="Seed">The experiment's seed.</param>
/// <typeparam name="TSettings">The system's settings record.</typeparam>
public sealed record Trial<TSettings>(TSettings Settings, ulong Seed)
    where TSettings : class
{
    /// <summary>Random numbers of a name: data, weights, rotations.</summary>
    public RandomKey Stream(string name) => RandomKey.FromSeed(Seed).Fork(name);

    /// <summary>A number in [0, 1) of a name.</summary>
    public double Uniform(string name)
    {
        Span<double> one = stackalloc double[1];
        Model.Randomness.Uniform.FillInto(Stream(name), 0, one);
        return one[0];
    }

    /// <summary>The numbers below <paramref name="count"/> in a random order of a name.</summary>
    public int[] Permutation(string name, int count) => [.. Enumerable.Range(0, count).OrderBy(i => Stream(name).Block((ulong)i).X0)];

    /// <summary>A number between two others, evenly over the decades between them, such as a time.</summary>
    public double Between(string name, double low, double high) =>
        low * Model.Numerics.Elementary.Pow(high / low, Uniform(name));
}
