using Pipelines.Model.QuenchingActivation.Integration;
using Pipelines.Model.QuenchingActivation.RandomFeatures;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Stages.States;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>A training state with the memory of its optimiser as bytes.</summary>
internal static class QuenchingStateForm
{
    public const int Version = 1;

    private const int None = 0, Velocity = 1, Moments = 2, Flow = 3;

    public static void Write(StateWriter writer, TrainingState state)
    {
        writer.Integer(state.Step);
        writer.Integer(state.HiddenUnits);
        writer.Vector(state.Weights);
        Write(writer, state.Memory);
        writer.Number(state.InitialRisk);
        writer.Integer(state.RecordsTaken);
        writer.Integer(state.GradientEvaluations);
    }

    public static TrainingState Read(StateReader reader) => new(
        reader.Integer(), (int)reader.Integer(), reader.Vector<double>(), Memory(reader), reader.Number(), (int)reader.Integer(), reader.Integer());

    private static void Write(StateWriter writer, OptimiserMemory memory)
    {
        switch (memory)
        {
            case OptimiserMemory.Velocity velocity:
                writer.Integer(Velocity);
                writer.Vector(velocity.Value);
                break;
            case OptimiserMemory.Moments moments:
                writer.Integer(Moments);
                writer.Vector(moments.First);
                writer.Vector(moments.Second);
                writer.Integer(moments.Updates);
                break;
            case OptimiserMemory.Flow flow:
                writer.Integer(Flow);
                Write(writer, flow.State);
                break;
            default:
                writer.Integer(None);
                break;
        }
    }

    private static OptimiserMemory Memory(StateReader reader) => reader.Integer() switch
    {
        None => new OptimiserMemory.None(),
        Velocity => new OptimiserMemory.Velocity(reader.Vector<double>()),
        Moments => new OptimiserMemory.Moments(reader.Vector<double>(), reader.Vector<double>(), reader.Integer()),
        Flow => new OptimiserMemory.Flow(Integrator(reader)),
        _ => throw new InvalidDataException("The bytes hold no optimiser's memory."),
    };

    private static void Write(StateWriter writer, RungeKuttaChebyshevState state)
    {
        writer.Number(state.Time);
        writer.Vector(state.Point);
        writer.Vector(state.Rate);
        writer.Number(state.Scalar);
        writer.Number(state.StepSize);
        writer.Number(state.SpectralRadius);
        writer.Vector(state.StiffDirection);
        writer.Integer(state.StepsSinceRadius);
        writer.Integer(state.Evaluations);
        writer.Integer(state.AcceptedSteps);
        writer.Integer(state.RejectedSteps);
    }

    private static RungeKuttaChebyshevState Integrator(StateReader reader) => new(
        reader.Number(), reader.Vector<double>(), reader.Vector<double>(), reader.Number(), reader.Number(), reader.Number(),
        reader.Vector<double>(), (int)reader.Integer(), reader.Integer(), reader.Integer(), reader.Integer());
}

/// <summary>A rotation of rows on its way, as bytes.</summary>
internal static class RowRotationForm
{
    public const int Version = 1;

    public static void Write(StateWriter writer, RowRotation rotation)
    {
        writer.Matrix(rotation.Rows);
        writer.Integer(rotation.Length);
        writer.Integer(rotation.Sweep);
        writer.Integer(rotation.Row);
        writer.Flag(rotation.HasTurned);
    }

    public static RowRotation Read(StateReader reader) => new(reader.Matrix<double>(), (int)reader.Integer())
    {
        Sweep = (int)reader.Integer(),
        Row = (int)reader.Integer(),
        HasTurned = reader.Flag(),
    };
}
