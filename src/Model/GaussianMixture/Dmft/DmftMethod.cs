using System.Diagnostics;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>How the dynamical mean-field equations are solved.</summary>
public abstract record DmftMethod
{
    /// <summary>The cross-checks cost T times more than the march and are there to be compared with it, not to replace it.</summary>
    public const int CrossCheckSteps = 150;

    private DmftMethod() { }

    /// <summary>One forward pass: row k of every kernel depends on rows below k alone, so nothing is iterated and nothing is damped.</summary>
    /// <param name="Sampling">How averages are taken.</param>
    /// <param name="CheckBias">Also solves with half the samples and reports the difference: the bias is of order 1/S, so it bounds that of the
    /// result. Ends where solutions have parted too far for their errors to hold; without it all numbers are given as they come.</param>
    public sealed record CausalMarch(DmftSampling Sampling, bool CheckBias = true) : DmftMethod
    {
        public DmftSampling Sampling { get; } = Sampling ?? throw new ArgumentNullException(nameof(Sampling));
    }

    /// <summary>The march for full batch, with the past as a few functions of time: cost and memory of a step do not grow with what has
    /// passed.</summary>
    /// <remarks>Correlations are had between all steps, responses are not: their kernels are NaN.</remarks>
    /// <param name="Sampling">How averages are taken; tangents are exact, whatever its rule, and the pivot tolerance bounds what is left
    /// out.</param>
    /// <param name="CheckBias">As for the march.</param>
    public sealed record CompressedMarch(DmftSampling Sampling, bool CheckBias = true) : DmftMethod
    {
        public DmftSampling Sampling { get; } = Sampling ?? throw new ArgumentNullException(nameof(Sampling));
    }

    /// <summary>The paper's algorithm: all kernels guessed, the process sampled, the kernels replaced by a damped mixture, until nothing
    /// moves.</summary>
    /// <param name="Sampling">How averages are taken; every sweep sees the same random numbers.</param>
    /// <param name="Mixing">Share of the new kernels in the mixture, in (0, 1].</param>
    /// <param name="Tolerance">Largest change of m and C(t, t), relative to 1 or their size, at which to stop.</param>
    /// <param name="MaximumSweeps">Gives up after so many.</param>
    public sealed record DampedIteration(DmftSampling Sampling, double Mixing = 0.7, double Tolerance = 1e-6, int MaximumSweeps = 200) : DmftMethod
    {
        public DmftSampling Sampling { get; } = Sampling ?? throw new ArgumentNullException(nameof(Sampling));

        public double Mixing { get; init => field = CheckMixing(value); } = CheckMixing(Mixing);

        public double Tolerance { get; init => field = Require.Positive(value, nameof(Tolerance)); } = Require.Positive(Tolerance);

        public int MaximumSweeps { get; init => field = Require.Positive(value, nameof(MaximumSweeps)); } = Require.Positive(MaximumSweeps);

        private static double CheckMixing(double mixing) => mixing is > 0 and <= 1
            ? mixing
            : throw new ArgumentOutOfRangeException(nameof(Mixing), mixing, "Mixing must lie in (0, 1].");
    }

    /// <summary>Closed form without sampling, for the quadratic loss with linear activation and full batch.</summary>
    public sealed record ExactQuadratic : DmftMethod;

    public T Match<T>(
        Func<CausalMarch, T> causalMarch, Func<CompressedMarch, T> compressedMarch, Func<DampedIteration, T> dampedIteration,
        Func<ExactQuadratic, T> exactQuadratic)
    {
        ArgumentNullException.ThrowIfNull(causalMarch);
        ArgumentNullException.ThrowIfNull(compressedMarch);
        ArgumentNullException.ThrowIfNull(dampedIteration);
        ArgumentNullException.ThrowIfNull(exactQuadratic);
        return this switch
        {
            CausalMarch m => causalMarch(m),
            CompressedMarch m => compressedMarch(m),
            DampedIteration m => dampedIteration(m),
            ExactQuadratic m => exactQuadratic(m),
            _ => throw new UnreachableException(),
        };
    }
}
