namespace Pipelines.Model.MeanFieldHinge.Training;

/// <summary>Root mean square over units of the distance to the node law, relative to the root mean square of the law.</summary>
/// <param name="OuterWeights">For a_i.</param>
/// <param name="ParallelWeights">For w∥,i.</param>
public readonly record struct NodeDeviation(double OuterWeights, double ParallelWeights);
