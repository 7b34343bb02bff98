using System.Diagnostics;
using System.Numerics;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.GaussianMixture.Simulation;

/// <summary>A problem with its data: what a simulation takes as given.</summary>
/// <param name="Problem">The descent. Its sample ratio and mixture only say where the data came from, and along which directions overlaps are
/// measured; the rows of the data set count.</param>
/// <param name="Data">Training samples.</param>
/// <param name="Key">Names initial weights and masks. Runs that differ in training alone should share it: they then share both.</param>
/// <typeparam name="T">float or double: precision of data, weights and gradient. Losses and observables are computed in double.</typeparam>
public sealed record MixtureSimulation<T>(MixtureProblem Problem, MixtureDataset<T> Data, RandomKey Key)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public MixtureProblem Problem { get; } = Problem ?? throw new ArgumentNullException(nameof(Problem));

    public MixtureDataset<T> Data { get; } = Data ?? throw new ArgumentNullException(nameof(Data));

    /// <summary>Fresh samples of the same dimension, on which the test error is measured; null for none.</summary>
    public MixtureDataset<T>? Test { get; init => field = CheckTest(value, Data.Dimension); }

    internal PatternLoss Loss { get; } = PatternLoss.Of(Problem);

    /// <summary>The directions of the mixture's centres in the dimension of the data.</summary>
    internal DenseMatrix<double> Directions { get; } = SignalDirections.Of(Problem.Mixture.Directions, Data.Dimension);

    private static MixtureDataset<T>? CheckTest(MixtureDataset<T>? test, int dimension) => test is null || test.Dimension == dimension
        ? test
        : throw new ArgumentException(
            $"Test inputs of dimension {test.Dimension} do not fit training inputs of dimension {dimension}.", nameof(test));
}

/// <summary>Where a simulation starts.</summary>
public abstract record WeightStart
{
    private WeightStart() { }

    /// <summary>w(0) ~ N(0, R I).</summary>
    public sealed record Free : WeightStart;

    /// <summary>A free start shifted along the directions so that m(0) has exactly these values (up to the rounding of the weights).</summary>
    /// <param name="Overlaps">m(0), one finite number a direction.</param>
    public sealed record Fixed(DenseVector<double> Overlaps) : WeightStart
    {
        /// <param name="magnetization">m(0) of a mixture along one direction.</param>
        public Fixed(double magnetization)
            : this(DenseVector<double>.Copy([Require.Finite(magnetization, "Magnetization")]))
        {
        }

        public DenseVector<double> Overlaps { get; } = Require.Finite(Overlaps);
    }

    /// <summary>These weights.</summary>
    public sealed record Given(DenseVector<double> Weights) : WeightStart
    {
        public DenseVector<double> Weights { get; } = Weights ?? throw new ArgumentNullException(nameof(Weights));
    }

    public T Match<T>(Func<Free, T> free, Func<Fixed, T> @fixed, Func<Given, T> given)
    {
        ArgumentNullException.ThrowIfNull(free);
        ArgumentNullException.ThrowIfNull(@fixed);
        ArgumentNullException.ThrowIfNull(given);
        return this switch
        {
            Free s => free(s),
            Fixed s => @fixed(s),
            Given s => given(s),
            _ => throw new UnreachableException(),
        };
    }
}
