using System.Numerics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Training;

/// <summary>Moments over units from which the distance to any node law follows, so that a table can be compared with laws that are solved
/// later.</summary>
/// <param name="Outer">Of the outer weights a.</param>
/// <param name="Parallel">Of the parallel weights w_par.</param>
public readonly record struct NodeMoments(WeightMoments Outer, WeightMoments Parallel)
{
    public static NodeMoments Of<T>(TrainingState<T> state, DenseVector<double> referenceDirection)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        var initial = Nodes.Of(state.Origin.Parameters, referenceDirection);
        var (outer, parallel) = (default(WeightMoments), default(WeightMoments));
        foreach (var node in Nodes.Of(state.Parameters, referenceDirection))
        {
            var start = initial[node.Neuron];
            var (sum, difference) = (start.OuterWeight + start.ParallelWeight, start.OuterWeight - start.ParallelWeight);
            outer = outer.Add(node.OuterWeight, sum, difference);
            parallel = parallel.Add(node.ParallelWeight, sum, difference);
        }
        return new(outer.Over(initial.Length), parallel.Over(initial.Length));
    }

    /// <summary>Distance to the law a ± w_par = factor × initial value, see <see cref="Nodes.Deviation"/>.</summary>
    /// <param name="initial">Moments of the start.</param>
    /// <param name="growth">Factor of a + w_par: e^γ of the flow or P_k of the descent.</param>
    /// <param name="decay">Factor of a − w_par: e^−γ or Q_k.</param>
    public NodeDeviation Deviation(InitialMoments initial, double growth, double decay) => new(
        Outer.Deviation(initial, growth, decay),
        Parallel.Deviation(initial, growth, -decay));

    /// <summary>How much of the same law the weights have: sum over units of weight × law over that of law²; 1 on the law.</summary>
    public WeightShares Shares(InitialMoments initial, double growth, double decay) => new(
        Outer.Share(initial, growth, decay),
        Parallel.Share(initial, growth, -decay));
}

/// <summary>Projections of the measured weights on a law's, in units of the law.</summary>
/// <param name="Outer">For a_i.</param>
/// <param name="Parallel">For w_par,i.</param>
public readonly record struct WeightShares(double Outer, double Parallel);

/// <summary>Means over units of x², x A(0) and x B(0) for one kind of weight x.</summary>
public readonly record struct WeightMoments(double Square, double Growing, double Decaying)
{
    internal WeightMoments Add(double x, double sum, double difference) => new(Square + (x * x), Growing + (x * sum), Decaying + (x * difference));

    internal WeightMoments Over(int units) => new(Square / units, Growing / units, Decaying / units);

    /// <summary>rms(x - (p A(0) + q B(0))/2) over rms of the law.</summary>
    internal double Deviation(InitialMoments initial, double p, double q)
    {
        var law = LawSquare(initial, p, q);
        return Math.Sqrt(Math.Max(0, Square - (p * Growing) - (q * Decaying) + law) / law);
    }

    /// <summary>Mean of x (p A(0) + q B(0))/2 over the mean square of the law.</summary>
    internal double Share(InitialMoments initial, double p, double q) => ((p * Growing) + (q * Decaying)) / 2 / LawSquare(initial, p, q);

    private static double LawSquare(InitialMoments initial, double p, double q) =>
        ((p * p * initial.Growing) + (q * q * initial.Decaying) + (2 * p * q * initial.Mixed)) / 4;
}

/// <summary>Root mean square over units of the distance to the node law, relative to the root mean square of the law.</summary>
/// <param name="OuterWeights">For a_i.</param>
/// <param name="ParallelWeights">For w∥,i.</param>
public readonly record struct NodeDeviation(double OuterWeights, double ParallelWeights);
