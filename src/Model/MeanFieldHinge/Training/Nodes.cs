using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Training;

/// <summary>Hidden units in the coordinates of the theory: outer weight, component along w*, length across it.</summary>
public static class Nodes
{
    /// <summary>All units, in order.</summary>
    public static ImmutableArray<NeuronSample> Of<T>(Parameters<T> parameters, DenseVector<double> referenceDirection)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return [.. Enumerable.Range(0, parameters.Architecture.HiddenUnits).Select(i => Of(parameters, referenceDirection, i))];
    }

    /// <summary>One unit.</summary>
    public static NeuronSample Of<T>(Parameters<T> parameters, DenseVector<double> referenceDirection, int neuron)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(referenceDirection);
        var (parallel, perpendicular) = Split(parameters.InnerWeights.Row(neuron), referenceDirection.Span);
        return new(neuron, double.CreateTruncating(parameters.OuterWeights[neuron]), parallel, perpendicular);
    }

    /// <summary>Distance of a state's units to the law a ± w∥ = factor × initial value (arXiv 2006.11209, eq. 10).</summary>
    /// <param name="state">Measured units and their initial values.</param>
    /// <param name="referenceDirection">w*.</param>
    /// <param name="growth">Factor of a + w∥: e^γ of the flow or P_k of the descent.</param>
    /// <param name="decay">Factor of a − w∥: e^−γ or Q_k.</param>
    public static NodeDeviation Deviation<T>(TrainingState<T> state, DenseVector<double> referenceDirection, double growth, double decay)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        var (outer, parallel, outerLaw, parallelLaw) = (0.0, 0.0, 0.0, 0.0);
        var initial = Of(state.Origin.Parameters, referenceDirection);
        foreach (var node in Of(state.Parameters, referenceDirection))
        {
            var sum = growth * (initial[node.Neuron].OuterWeight + initial[node.Neuron].ParallelWeight);
            var difference = decay * (initial[node.Neuron].OuterWeight - initial[node.Neuron].ParallelWeight);
            var (a, w) = ((sum + difference) / 2, (sum - difference) / 2);
            outer += Square(node.OuterWeight - a);
            parallel += Square(node.ParallelWeight - w);
            outerLaw += a * a;
            parallelLaw += w * w;
        }
        return new(Math.Sqrt(outer / outerLaw), Math.Sqrt(parallel / parallelLaw));
    }

    /// <summary>Component of a vector along a unit direction and length of the rest, taken from the rest itself so that nothing cancels.</summary>
    internal static (double Parallel, double Perpendicular) Split<T>(ReadOnlySpan<T> vector, ReadOnlySpan<double> direction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var parallel = Directions.Dot(vector, direction);
        var rest = 0.0;
        for (var k = 0; k < vector.Length; k++) rest += Square(double.CreateTruncating(vector[k]) - (parallel * direction[k]));
        return (parallel, Math.Sqrt(rest));
    }

    private static double Square(double x) => x * x;
}

/// <summary>One hidden unit as the theory sees it.</summary>
/// <param name="Neuron">Index i.</param>
/// <param name="OuterWeight">a_i.</param>
/// <param name="ParallelWeight">w∥,i = w*·w_i.</param>
/// <param name="PerpendicularNorm">|w_i − w∥,i w*|.</param>
public readonly record struct NeuronSample(int Neuron, double OuterWeight, double ParallelWeight, double PerpendicularNorm);

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

/// <summary>Second moments over units of a network's start, in the coordinates A = a + w_par and B = a - w_par that the dynamics keeps
/// apart.</summary>
/// <param name="Growing">Mean of A(0)²; 2 on average.</param>
/// <param name="Decaying">Mean of B(0)²; 2 on average.</param>
/// <param name="Mixed">Mean of A(0) B(0); 0 on average.</param>
public readonly record struct InitialMoments(double Growing, double Decaying, double Mixed)
{
    public static InitialMoments Of<T>(Parameters<T> initial, DenseVector<double> referenceDirection)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (growing, decaying, mixed) = (0.0, 0.0, 0.0);
        var nodes = Nodes.Of(initial, referenceDirection);
        foreach (var node in nodes)
        {
            var (sum, difference) = (node.OuterWeight + node.ParallelWeight, node.OuterWeight - node.ParallelWeight);
            growing += sum * sum;
            decaying += difference * difference;
            mixed += sum * difference;
        }
        return new(growing / nodes.Length, decaying / nodes.Length, mixed / nodes.Length);
    }
}
