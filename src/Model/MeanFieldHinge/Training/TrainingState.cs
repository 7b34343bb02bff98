using System.Numerics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Training;

/// <summary>Everything that evolves in a training run, and what it started from.</summary>
/// <remarks>Immutable, compared by content. A run that goes on from a stored state gives the bits of one that was never stopped.</remarks>
/// <param name="Step">k: number of steps made, which is also the time.</param>
/// <param name="Parameters">θ at step k.</param>
/// <param name="Origin">θ₀ and the outputs there.</param>
/// <param name="Satisfaction">When examples were satisfied; null unless the problem asks for it.</param>
public sealed record TrainingState<T>(long Step, Parameters<T> Parameters, TrainingOrigin<T> Origin, SatisfactionSteps? Satisfaction)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>What a run keeps of its start: the initial parameters and the network outputs there, which are subtracted from then on.</summary>
/// <param name="Parameters">θ₀.</param>
/// <param name="TrainingOutputs">f(x; θ₀) on the training examples.</param>
/// <param name="TestOutputs">f(x; θ₀) on the test examples; empty without any.</param>
public sealed record TrainingOrigin<T>(Parameters<T> Parameters, DenseVector<T> TrainingOutputs, DenseVector<T> TestOutputs)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
