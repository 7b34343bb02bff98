using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Drawing;

namespace Pipelines.Pipeline.Figures.Making;

/// <summary>What a layer draws in one colour.</summary>
/// <param name="Key">The values that tell it apart; empty where nothing does.</param>
/// <param name="Label">For the legend.</param>
/// <param name="Spots">The points of it, with error bars.</param>
/// <param name="Values">What colours each point; empty where nothing does.</param>
/// <param name="Vectors">Arrow of each point; empty where there are none.</param>
/// <param name="Replicates">How many replicates its points are made of at most.</param>
internal sealed record Curve(
    ImmutableArray<string> Key, string Label, ImmutableArray<Spot> Spots, ImmutableArray<double> Values, ImmutableArray<Spot> Vectors,
    int Replicates);
