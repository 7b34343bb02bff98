namespace Pipelines.Model.MeanFieldHinge.Training;

/// <summary>One hidden unit as the theory sees it.</summary>
/// <param name="Neuron">Index i.</param>
/// <param name="OuterWeight">a_i.</param>
/// <param name="ParallelWeight">w∥,i = w*·w_i.</param>
/// <param name="PerpendicularNorm">|w_i − w∥,i w*|.</param>
public readonly record struct NeuronSample(int Neuron, double OuterWeight, double ParallelWeight, double PerpendicularNorm);
