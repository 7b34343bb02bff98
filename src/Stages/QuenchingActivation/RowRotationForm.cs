using Pipelines.Model.QuenchingActivation.RandomFeatures;
using Pipelines.Stages.States;

namespace Pipelines.Stages.QuenchingActivation;

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
