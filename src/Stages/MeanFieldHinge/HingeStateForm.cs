using System.Numerics;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Training;
using Pipelines.Stages.States;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>A training state as bytes.</summary>
internal static class HingeStateForm
{
    public const int Version = 1;

    public static void Write<T>(StateWriter writer, TrainingState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        writer.Integer(state.Step);
        Write(writer, state.Parameters);
        Write(writer, state.Origin.Parameters);
        writer.Vector(state.Origin.TrainingOutputs);
        writer.Vector(state.Origin.TestOutputs);
        writer.Optional(state.Satisfaction, s =>
        {
            writer.Values(s.FirstSatisfied);
            writer.Values(s.LastUnsatisfied);
        });
    }

    public static TrainingState<T> Read<T>(StateReader reader)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (step, parameters) = (reader.Integer(), Parameters<T>(reader));
        var origin = new TrainingOrigin<T>(Parameters<T>(reader), reader.Vector<T>(), reader.Vector<T>());
        var satisfaction = reader.Optional(() => SatisfactionSteps.Of(reader.Values<int>().AsSpan(), reader.Values<int>().AsSpan()));
        return new(step, parameters, origin, satisfaction);
    }

    private static void Write<T>(StateWriter writer, Parameters<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        writer.Vector(parameters.OuterWeights);
        writer.Matrix(parameters.InnerWeights);
    }

    private static Parameters<T> Parameters<T>(StateReader reader)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(reader.Vector<T>(), reader.Matrix<T>());
}
