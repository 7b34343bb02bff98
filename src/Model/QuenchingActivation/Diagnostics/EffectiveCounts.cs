using Pipelines.Model.Numerics;

namespace Pipelines.Model.QuenchingActivation.Diagnostics;

/// <summary>How many neurons carry the function, counted in three ways; all zero for the zero function.</summary>
/// <param name="AboveTenth">n10 = #{μ_j > 0.1 max μ}.</param>
/// <param name="HoldingMost">n95, the fewest neurons that hold 95 % of Σ μ_j.</param>
/// <param name="ParticipationRatio">(Σ μ_j)²/Σ μ_j², between 1 and m.</param>
public sealed record EffectiveCounts(int AboveTenth, int HoldingMost, double ParticipationRatio)
{
    private const double Tenth = 0.1;
    private const double Most = 0.95;

    /// <summary>Counts magnitudes; merge neurons first (<see cref="NeuronMerging"/>) where collinear ones should count once.</summary>
    public static EffectiveCounts Of(DenseVector<double> magnitudes)
    {
        ArgumentNullException.ThrowIfNull(magnitudes);
        var sorted = magnitudes.Span.ToArray();
        Array.Sort(sorted, static (x, y) => y.CompareTo(x));
        var (sum, squares) = (0.0, 0.0);
        foreach (var magnitude in sorted)
        {
            sum += magnitude;
            squares += magnitude * magnitude;
        }
        if (sum == 0) return new(0, 0, 0);
        var (holding, held) = (0, 0.0);
        while (held < Most * sum && holding < sorted.Length) held += sorted[holding++];
        return new(CountAbove(magnitudes, Tenth * sorted[0]), holding, sum * sum / squares);
    }

    /// <summary>#{μ_j > threshold}.</summary>
    public static int CountAbove(DenseVector<double> magnitudes, double threshold)
    {
        ArgumentNullException.ThrowIfNull(magnitudes);
        var count = 0;
        foreach (var magnitude in magnitudes.Span) count += magnitude > threshold ? 1 : 0;
        return count;
    }
}
