using System.Numerics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Training.Kernels;

/// <summary>The examples of one pass and the loss max(0, margin − scale·y·(f − initial output)) put on them.</summary>
/// <param name="Inputs">n × d.</param>
/// <param name="Labels">±1 per row of the inputs.</param>
/// <param name="InitialOutputs">f(x; θ₀) per row of the inputs.</param>
/// <param name="Rows">Which rows take part, in this order; null for all of them.</param>
/// <param name="OutputScale">α of the loss.</param>
/// <param name="Margin">h of the loss.</param>
/// <param name="Active">Remembers which examples need no look; null looks at all.</param>
/// <param name="LooksAtAll">Looks also at those that need none, and remembers what it saw.</param>
internal sealed record HingeExamples<T>(
    DenseMatrix<T> Inputs, DenseVector<T> Labels, DenseVector<T> InitialOutputs, int[]? Rows, double OutputScale, double Margin,
    HingeActiveSet? Active = null, bool LooksAtAll = false)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Count => Rows?.Length ?? Inputs.Rows;

    /// <summary>Row of the inputs that takes part at this place.</summary>
    public int Row(int place) => Rows is null ? place : Rows[place];

    /// <summary>h − α y F of a row: positive where the example is unsatisfied.</summary>
    public double Slack(int row, T output) => Margin - (OutputScale * double.CreateTruncating(Labels[row]) * double.CreateTruncating(output));
}
