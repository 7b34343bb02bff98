namespace Pipelines.Model.QuenchingActivation.Population;

/// <summary>y(b) = E[σ(b·x) f*(x)] in units of the kernel with C = 1, and its gradient, for all neurons of a network.</summary>
internal interface ITargetOverlap
{
    /// <summary>The target-target term of the risk.</summary>
    double Constant { get; }

    /// <summary>Fills y_j and, when asked, the rows of its gradient (Rows × Stride of the neurons). Rows of dead neurons are undefined.</summary>
    void EvaluateInto(Span<double> overlaps, Span<double> gradients, bool withGradients, int threads);
}
