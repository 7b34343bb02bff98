using System.Collections.Immutable;
using System.Diagnostics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>What the dynamical mean-field theory solves: a descent, where it starts, and how long it runs.</summary>
/// <param name="Descent">The descent in the limit d → ∞ at fixed sample ratio. Its masks must have a law.</param>
/// <param name="Start">m(0).</param>
/// <param name="Steps">T ≥ 0: observables of steps 0..T. No result of step k changes when T grows.</param>
public sealed record DmftProblem(MixtureProblem Descent, DmftStart Start, int Steps)
{
    /// <remarks>A descent in other directions needs another start with it: both are arguments of the constructor.</remarks>
    public MixtureProblem Descent
    {
        get;
        init
        {
            field = CheckDescent(value);
            CheckStart(value, Start);
        }
    } = CheckDescent(Descent);

    public DmftStart Start { get; init => field = CheckStart(Descent, value); } = CheckStart(Descent, Start);

    public int Steps { get; init => field = Require.NonNegative(value, nameof(Steps)); } = Require.NonNegative(Steps);

    private static DmftStart CheckStart(MixtureProblem descent, DmftStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        var directions = descent.Mixture.Directions;
        return start switch
        {
            DmftStart.Fixed overlaps when overlaps.Values.Length != directions => throw new ArgumentException(
                $"A start of {overlaps.Values.Length} overlaps does not fit {directions} directions.", nameof(Start)),
            DmftStart.Mean when directions > 1 => throw new ArgumentException(
                $"The mean of |m(0)| has no direction among {directions}: give the overlaps, or average over free starts.", nameof(Start)),
            _ => start,
        };
    }

    private static MixtureProblem CheckDescent(MixtureProblem descent)
    {
        ArgumentNullException.ThrowIfNull(descent);
        _ = MaskChain.Of(descent);
        return descent;
    }
}

/// <summary>The overlap m(0) from which the theory starts: 0 at infinite dimension, of order √(R/d) at finite.</summary>
/// <remarks>Where w → −w is a symmetry (three clusters) m = 0 is invariant, so the theory needs one of the finite-dimensional starts to learn at
/// all.</remarks>
public abstract record DmftStart
{
    private DmftStart() { }

    /// <summary>m(0) given.</summary>
    /// <param name="Values">m(0), one finite number a direction.</param>
    public sealed record Fixed(DenseVector<double> Values) : DmftStart
    {
        /// <param name="magnetization">m(0) of a mixture along one direction.</param>
        public Fixed(double magnetization)
            : this(DenseVector<double>.Copy([Require.Finite(magnetization, "Magnetization")]))
        {
        }

        public DenseVector<double> Values { get; } = Require.Finite(Values);
    }

    /// <summary>m(0) = E|m(0)| = √(2R/(πd)) of a free start in dimension d, for one direction of the centres: several have no mean one.</summary>
    public sealed record Mean(int Dimension) : DmftStart
    {
        public int Dimension { get; init => field = Require.Positive(value, nameof(Dimension)); } = Require.Positive(Dimension);
    }

    /// <summary>Observables averaged over equally likely values of m(0) of a free start.</summary>
    /// <remarks>
    /// One direction: the mid-quantiles √(R/d) Φ⁻¹(1/2 + u/2), u = (i + 1/2)/n, of |m(0)|, which is all that counts where w → −w is a symmetry.
    /// Several: the first n scrambled Sobol points of N(0, (R/d) I), of both signs, so that overlaps are averaged with their signs as over
    /// simulations.
    /// </remarks>
    /// <param name="Dimension">d.</param>
    /// <param name="Nodes">n, 16 to 32 in practice; several directions take a power of two, and more.</param>
    public sealed record Average(int Dimension, int Nodes) : DmftStart
    {
        public int Dimension { get; init => field = Require.Positive(value, nameof(Dimension)); } = Require.Positive(Dimension);

        public int Nodes { get; init => field = Require.Positive(value, nameof(Nodes)); } = Require.Positive(Nodes);
    }

    /// <summary>The values of m(0) to solve for, equally weighted, each with one number a direction.</summary>
    /// <param name="initialVariance">R ≥ 0.</param>
    /// <param name="directions">K.</param>
    public ImmutableArray<DenseVector<double>> Overlaps(double initialVariance, int directions = 1) => Match<ImmutableArray<DenseVector<double>>>(
        @fixed: s => [s.Values],
        mean: s => [DenseVector<double>.Copy([Math.Sqrt(2 * initialVariance / (Math.PI * s.Dimension))])],
        average: s =>
        {
            var deviation = Math.Sqrt(initialVariance / s.Dimension);
            IEnumerable<double[]> nodes = directions > 1
                ? Sobol.NormalPoints(directions, s.Nodes)
                : Enumerable.Range(0, s.Nodes).Select(i => new[] { SpecialFunctions.NormalQuantile(0.5 + ((i + 0.5) / (2 * s.Nodes))) });
            return [.. nodes.Select(node => DenseVector<double>.Copy([.. node.Select(z => deviation * z)]))];
        });

    public T Match<T>(Func<Fixed, T> @fixed, Func<Mean, T> mean, Func<Average, T> average)
    {
        ArgumentNullException.ThrowIfNull(@fixed);
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(average);
        return this switch
        {
            Fixed s => @fixed(s),
            Mean s => mean(s),
            Average s => average(s),
            _ => throw new UnreachableException(),
        };
    }
}
