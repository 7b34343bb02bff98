using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Drawing;
using Pipelines.Pipeline.Figures.Entries;
using Pipelines.Pipeline.Figures.Making;

namespace Pipelines.Pipeline.Reports;

/// <summary>An entry of <c>figures:</c> as it came out.</summary>
/// <param name="Settings">The entry.</param>
/// <param name="Figure">The figure; null where the results lack something.</param>
/// <param name="Missing">What they lack; empty otherwise.</param>
/// <param name="Frames">The frames of an animation.</param>
internal sealed record Drawn(FigureSettings Settings, Figure? Figure, string Missing, ImmutableArray<(double At, Figure Figure)> Frames)
{
    /// <summary>The tables are there, but a condition of the entry is met by no row.</summary>
    public bool IsUnmet { get; init; }

    public static Drawn Of(FigureMaker maker, FigureSettings settings)
    {
        try
        {
            return new(settings, maker.Make(settings), "", [.. maker.Frames(settings)]);
        }
        catch (MissingResultException missing)
        {
            return new(settings, null, missing.Message, []) { IsUnmet = missing is UnmetConditionException };
        }
    }
}
