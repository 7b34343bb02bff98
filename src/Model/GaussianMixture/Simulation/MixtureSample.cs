
namespace Pipelines.Model.GaussianMixture.Simulation;

/// <summary>Observables of one step of a simulation.</summary>
/// <param name="Step">k.</param>
/// <param name="Time">t = η k.</param>
/// <param name="Observables">Section by section the same quantities as in the theory.</param>
/// <param name="TestError">Share of the simulation's fresh samples that are misclassified; NaN where it has none.</param>
public sealed record MixtureSample(long Step, double Time, MixtureObservables Observables, double TestError);
