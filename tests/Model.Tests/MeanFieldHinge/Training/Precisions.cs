using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.MeanFieldHinge.Training;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Tests.MeanFieldHinge.Training;

/// <summary>The same numbers in single precision.</summary>
internal static class Precisions
{
    public static DenseVector<float> InSinglePrecision(this DenseVector<double> vector) =>
        DenseVector<float>.Create(vector.Length, vector, static (target, source) => Round(source.Span, target));

    public static DenseMatrix<float> InSinglePrecision(this DenseMatrix<double> matrix) =>
        DenseMatrix<float>.Create(matrix.Rows, matrix.Columns, matrix, static (target, source) => Round(source.Span, target));

    public static Parameters<float> InSinglePrecision(this Parameters<double> parameters) =>
        new(parameters.OuterWeights.InSinglePrecision(), parameters.InnerWeights.InSinglePrecision());

    public static LabelledDataset<float> InSinglePrecision(this LabelledDataset<double> data) => new(
        data.Inputs.InSinglePrecision(), data.Labels.InSinglePrecision(), data.ReferenceDirection, data.Provenance,
        data.CleanLabels.InSinglePrecision());

    public static TrainingProblem<float> InSinglePrecision(this TrainingProblem<double> problem) =>
        new(problem.Training.InSinglePrecision(), problem.Loss, problem.LearningRate) { TracksSatisfaction = problem.TracksSatisfaction };

    private static void Round(ReadOnlySpan<double> source, Span<float> target)
    {
        for (var i = 0; i < source.Length; i++) target[i] = (float)source[i];
    }
}
