
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Theory;

/// <summary>
/// Everything that evolves under gradient descent in the mean-field limit: the two factors of <see cref="NodeLaw"/>, as logarithms.
/// </summary>
/// <param name="Step">k.</param>
/// <param name="LogGrowth">ln P_k: the clock that a trained network shows.</param>
/// <param name="LogDecay">ln |Q_k|.</param>
/// <param name="Reversed">True while Q_k is negative, which takes a learning rate with C I above 1.</param>
public readonly record struct DescentState(long Step, double LogGrowth, double LogDecay, bool Reversed)
{
    /// <summary>P_k and Q_k.</summary>
    public NodeLaw Law => new(Elementary.Exp(LogGrowth), Reversed ? -Elementary.Exp(LogDecay) : Elementary.Exp(LogDecay));
}
