using System.Numerics;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Model.MeanFieldHinge.Training;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Legs.Cases;

/// <summary>Generated data, initial parameters and a few training steps of the hinge system, with tails in every tile.</summary>
public static class HingeTrainingLeg
{
    [LegCase("hinge-training-float")]
    public static byte[] Single() => Run<float>();

    [LegCase("hinge-training-double")]
    public static byte[] Double() => Run<double>();

    [LegCase("hinge-training-logistic")]
    public static byte[] Logistic() => Run<float>(new MarginLoss.Logistic());

    [LegCase("hinge-training-exponential")]
    public static byte[] Exponential() => Run<double>(new MarginLoss.Exponential());

    [LegCase("hinge-datasets")]
    public static byte[] Datasets()
    {
        InputLaw[] laws =
        [
            new InputLaw.Gaussian(), new InputLaw.Sphere(2), new InputLaw.Ball(3), new InputLaw.StudentT(1.5),
            new InputLaw.Shells(DenseVector<double>.Copy([1, 4]), DenseVector<double>.Copy([0.25, 0.75])),
        ];
        return [.. laws.SelectMany(law => Bytes.Of(new SyntheticDataset(law, 40, 5, 0.1).Draw<double>(RandomKey.FromSeed(1)).Inputs.Span))];
    }

    private static byte[] Run<T>(MarginLoss? loss = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var key = RandomKey.FromSeed(1);
        var data = new SyntheticDataset(new InputLaw.Gaussian(), 130, 83, 0.05);
        var problem = new TrainingProblem<T>(
            data.Draw<T>(key.Fork("data")), new(1, 0.5) { Function = loss ?? new MarginLoss.LinearHinge() }, 30)
        { TracksSatisfaction = true, Test = data.Draw<T>(key.Fork("test")) };
        var workspace = new TrainingWorkspace<T>(2);
        var start = HingeTraining.Start(problem, Initialisation.StandardNormal<T>(new(83, 37), key.Fork("network")), workspace);
        var (state, _) = HingeTraining.Advance(problem, start, 6, workspace);
        var observed = HingeMeasurement.Observe(problem, state, workspace);
        return
        [
            .. Bytes.Of(state.Parameters.OuterWeights.Span), .. Bytes.Of(state.Parameters.InnerWeights.Span),
            .. Bytes.Of(state.Satisfaction!.LastUnsatisfied),
            .. Bytes.Of(observed.TrainingLoss, observed.MeasuredClock, observed.WeightCorrelation),
            .. Bytes.Of(observed.ParallelGradient, observed.PerpendicularGradient, observed.TestErrorTiesHalf),
        ];
    }
}
