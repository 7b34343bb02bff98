using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>What the dynamical mean-field theory solves: a descent, where it starts, and how long it runs.</summary>
/// <param name="Descent">The descent in the limit d → ∞ at fixed sample ratio. Its masks must have a law.</param>
/// <param name="Start">m(0).</param>
/// <param name="Steps">T ≥ 0: observables of steps 0..T. No result of step k changes when T grows.</param>
public sealed record DmftProblem(MixtureProblem Descent, DmftStart Start, int Steps)
{
    public MixtureProblem Descent { get; init => field = CheckDescent(value); } = CheckDescent(Descent);

    public DmftStart Start { get; init => field = value ?? throw new ArgumentNullException(nameof(Start)); }
        = Start ?? throw new ArgumentNullException(nameof(Start));

    public int Steps { get; init => field = Require.NonNegative(value, nameof(Steps)); } = Require.NonNegative(Steps);

    private static MixtureProblem CheckDescent(MixtureProblem descent)
    {
        ArgumentNullException.ThrowIfNull(descent);
        _ = MaskChain.Of(descent);
        return descent;
    }
}
