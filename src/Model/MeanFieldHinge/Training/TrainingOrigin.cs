using System.Numerics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Training;

/// <summary>What a run keeps of its start: the initial parameters and the network outputs there, which are subtracted from then on.</summary>
/// <param name="Parameters">θ₀.</param>
/// <param name="TrainingOutputs">f(x; θ₀) on the training examples.</param>
/// <param name="TestOutputs">f(x; θ₀) on the test examples; empty without any.</param>
public sealed record TrainingOrigin<T>(Parameters<T> Parameters, DenseVector<T> TrainingOutputs, DenseVector<T> TestOutputs)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
