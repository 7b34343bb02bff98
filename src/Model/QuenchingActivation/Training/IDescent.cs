
using Pipelines.Model.QuenchingActivation.Integration;
using Pipelines.Model.QuenchingActivation.Kernels;

namespace Pipelines.Model.QuenchingActivation.Training;

/// <summary>A flow that goes downhill in a risk, in coordinates from which the weights of the network follow.</summary>
internal interface IDescent : IVectorField
{
    /// <summary>The risk, as a function of the weights.</summary>
    IRiskGradient Gradient { get; }

    /// <summary>Fills the weights (a, then the rows of B) that belong to a point of the flow.</summary>
    void WeightsInto(ReadOnlySpan<double> point, Span<double> weights);
}
