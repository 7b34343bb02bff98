using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Diagnostics;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>A neuron at a recorded step.</summary>
internal sealed record NeuronRow(
    double Step, double Time, int Neuron, double OuterWeight, double Magnitude, double Cosine, double SecondCosine)
{
    /// <summary>The first neurons of a network.</summary>
    public static IEnumerable<NeuronRow> Of(TwoLayerParameters network, double step, double time, int count)
    {
        var (magnitudes, first, second) = (Magnitudes.Of(network), CosinesTo(network, 0), CosinesTo(network, 1));
        return Enumerable.Range(0, Math.Min(count, network.HiddenUnits)).Select(j => new NeuronRow(
            step, time, j, network.OuterWeights[j], magnitudes[j], first(j), second(j)));
    }

    /// <summary>One row per recorded step and recorded neuron.</summary>
    public static RowTable<NeuronRow> Table(string name, string summary) => new RowTable<NeuronRow>(name, summary)
        .Number("step", r => r.Step, "Steps made; for the flow, time / learning rate.")
        .Number("time", r => r.Time, "Time.", "steps × learning rate")
        .Integer("neuron", r => r.Neuron, "Index of the neuron.")
        .Number("outerWeight", r => r.OuterWeight, "a.")
        .Number("magnitude", r => r.Magnitude, "|a||b|.")
        .Number("cosine", r => r.Cosine, "Cosine of the angle between b and the first axis; NaN where b = 0.")
        .Number("secondCosine", r => r.SecondCosine, "The same with the second axis; NaN where there is none.");

    private static Func<int, double> CosinesTo(TwoLayerParameters network, int axis)
    {
        if (axis >= network.InputDimension) return _ => double.NaN;
        var direction = new double[network.InputDimension];
        direction[axis] = 1;
        var cosines = Alignment.CosinesTo(network, direction);
        return j => cosines[j];
    }
}
