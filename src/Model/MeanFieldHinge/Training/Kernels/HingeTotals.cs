namespace Pipelines.Model.MeanFieldHinge.Training.Kernels;

/// <summary>What a pass sums over its examples besides the gradient.</summary>
/// <param name="Hinge">Σ max(0, h − α y F).</param>
/// <param name="Unsatisfied">Number of examples with h − α y F &gt; 0.</param>
/// <param name="Evaluated">Number of examples that were looked at.</param>
internal readonly record struct HingeTotals(double Hinge, long Unsatisfied, long Evaluated)
{
    public static HingeTotals operator +(HingeTotals a, HingeTotals b) =>
        new(a.Hinge + b.Hinge, a.Unsatisfied + b.Unsatisfied, a.Evaluated + b.Evaluated);
}
