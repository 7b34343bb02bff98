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
