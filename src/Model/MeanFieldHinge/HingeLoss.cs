using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge;

/// <summary>The rescaled linear hinge loss, max(0, h − α y F)/α² per example, of the output F from which the initial output is subtracted.</summary>
/// <remarks>
/// Pellegrini and Biroli 2020, arXiv 2006.11209, eq. 8. Large α: lazy training; small α: rich training. An example is unsatisfied where
/// h − α y F &gt; 0, strictly. At the start F = 0, so that every example is unsatisfied and the loss is h/α² exactly.
/// </remarks>
/// <param name="OutputScale">α &gt; 0.</param>
/// <param name="Margin">h &gt; 0.</param>
public sealed record HingeLoss(double OutputScale, double Margin)
{
    public double OutputScale { get; init => field = Require.Positive(value, nameof(OutputScale)); }
        = Require.Positive(OutputScale, nameof(OutputScale));

    public double Margin { get; init => field = Require.Positive(value, nameof(Margin)); } = Require.Positive(Margin, nameof(Margin));

    /// <summary>Loss of a data set from the sum of its positive slacks.</summary>
    public double Mean(double slackSum, int examples) => slackSum / (OutputScale * OutputScale * examples);
}
