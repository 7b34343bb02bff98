namespace Pipelines.Model.Training.MeanFieldHinge;

/// <summary>Initial second moments of one given network, with which the discrete recursion follows that network instead of the average one.</summary>
/// <param name="Growing">P₀ = mean of (a + w∥)²/2 over units; 1 on average.</param>
/// <param name="Decaying">Q₀ = mean of (a − w∥)²/2 over units; 1 on average.</param>
public readonly record struct OwnMoments(double Growing, double Decaying);
