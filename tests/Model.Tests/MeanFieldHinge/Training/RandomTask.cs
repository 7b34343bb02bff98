using FsCheck;
using FsCheck.Fluent;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Training;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.MeanFieldHinge.Training;

/// <summary>A small training problem of random shape, data and scale, with its initial parameters.</summary>
internal sealed record RandomTask(TrainingProblem<double> Problem, Parameters<double> Initial)
{
    /// <summary>At these learning rates C of the node law is 0.05 or 0.3, so that at α ≥ 1 and small margins some examples are satisfied within
    /// eight steps.</summary>
    private static readonly Arbitrary<RandomTask> Any = Arb.From(
        from seed in Gen.Choose(0, 1 << 20)
        from n in Gen.Choose(1, 120)
        from d in Gen.Choose(1, 24)
        from m in Gen.Choose(1, 40)
        from scale in Gen.Elements(0.03, 1.0, 30.0)
        from margin in Gen.Elements(0.1, 0.7, 1.0)
        from speed in Gen.Elements(0.05, 0.3)
        select Create((ulong)seed, n, d, m, scale, margin, speed));

    /// <summary>Checks a property on so many tasks; a failure is reported with the seed that repeats it.</summary>
    public static void ForAny(int count, Action<RandomTask> property) =>
        Check.One(Cases.Of(count), Prop.ForAll(Any, property));

    public static RandomTask Create(ulong seed, int n, int d, int m, double scale, double margin, double speed)
    {
        var key = RandomKey.FromSeed(seed);
        var data = new SyntheticDataset(new InputLaw.Gaussian(), n, d, 0.1).Draw<double>(key.Fork("data"));
        var problem = new TrainingProblem<double>(data, new(scale, margin), speed * scale * m * Math.Sqrt(d));
        return new(problem, Initialisation.StandardNormal<double>(new(d, m), key.Fork("network")));
    }

    public TrainingState<double> Run(long steps) => Run(Problem, Initial, steps);

    public static TrainingState<double> Run(TrainingProblem<double> problem, Parameters<double> initial, long steps)
    {
        var workspace = new TrainingWorkspace<double>(1);
        return HingeTraining.Advance(problem, HingeTraining.Start(problem, initial, workspace), steps, workspace).State;
    }

    public double Loss(Parameters<double> at) => Observe(HingeTraining.Start(Problem, Initial, new(1)) with { Parameters = at }).TrainingLoss;

    public TrainingObservables Observe(TrainingState<double> state) => HingeMeasurement.Observe(Problem, state, new(1));

    public RandomTask WithData(DenseMatrix<double> inputs, DenseVector<double> labels) => this with
    {
        Problem = Problem with { Training = new(inputs, labels, Problem.Training.ReferenceDirection, "changed") },
    };

    public override string ToString() =>
        $"{Problem.Training.Examples} x {Problem.Training.InputDimension}, {Initial.Architecture.HiddenUnits} units, {Problem.Loss}, "
        + $"rate {Problem.LearningRate}";
}
