using System.Collections.Immutable;

namespace Pipelines.Testing.Cases;

/// <summary>Which cases are made around a point of an experiment: their sizes, their scales, and what they leave as it is.</summary>
/// <remarks>Paths are those of the experiment file, such as <c>network.hiddenUnits</c>; one that ends a group stands for everything in it.</remarks>
/// <typeparam name="TSettings">The settings record of the system.</typeparam>
public sealed record CaseSpace<TSettings>
    where TSettings : class
{
    /// <summary>Largest whole number of a setting that <see cref="Sizes"/> does not name.</summary>
    public int LargestSize { get; init; } = 24;

    /// <summary>Largest whole number of a setting. Cases are small, so that many are tried; larger settings of the experiment are cut to
    /// it.</summary>
    public ImmutableDictionary<string, int> Sizes { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Decades above and below 1 that a scale, such as a margin, takes now and then; one where nothing is said.</summary>
    public ImmutableDictionary<string, int> Decades { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Texts to choose from, where they are the names of something.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Texts { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Settings that no case changes.</summary>
    public ImmutableArray<string> Fixed { get; init; } = ["record"];

    /// <summary>Makes a case one that the invariant can be tried on, such as one with a step that is not too long. It leaves such cases as they
    /// are.</summary>
    public Func<TSettings, TSettings> Fit { get; init; } = static settings => settings;

    internal bool IsFixed(string path) => Fixed.Any(f => path == f || path.StartsWith($"{f}.", StringComparison.Ordinal));

    internal int SizeOf(string path) => Sizes.GetValueOrDefault(path, LargestSize);
}
