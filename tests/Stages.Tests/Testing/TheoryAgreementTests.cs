using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Theory;
using Pipelines.Model.MeanFieldHinge.Training;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation.Population;
using Pipelines.Model.Randomness;
using Pipelines.Testing;
using Quenching = Pipelines.Model.QuenchingActivation;

namespace Pipelines.Stages.Tests.Testing;

/// <summary>Each system's theory agrees with its simulations, and a wrong sign, factor or a dropped term in it is found.</summary>
public sealed class TheoryAgreementTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(1);

    [Fact]
    public void The_clock_of_hinge_training_closes_with_width_and_samples()
    {
        const int steps = 8, d = 5;
        var problem = new HingeProblem(new InputLaw.Gaussian(), d, 50, 50) { MislabelFraction = 0.15, OutputScale = 0.5 };
        var axis = Directions.Normalised(DenseVector<double>.Copy([1.0, 2, 3, 4, 5]));
        var clocks = Remembered((units, number) =>
        {
            var key = Key.Fork(units).Fork(number);
            var data = new SyntheticDataset(problem.Law, 2 * units, d, problem.MislabelFraction).Draw<double>(key.Fork("data"), axis);
            var training = new TrainingProblem<double>(data, new(problem.OutputScale, problem.Margin), problem.EffectiveRate * units);
            var (workspace, initial) = (new TrainingWorkspace<double>(1), Initialisation.StandardNormal<double>(new(d, units), key.Fork("network")));
            var state = HingeTraining.Advance(training, HingeTraining.Start(training, initial, workspace), steps, workspace).State;
            return HingeMeasurement.Observe(training, state, workspace).MeasuredClock;
        });
        double Theory(HingeProblem of) => DiscreteClock.Solve(of, [steps])[0].Clock;
        Decide(
            new(50, 400), clocks, Theory(problem), -Theory(problem), Theory(problem with { LearningRate = 2 * problem.LearningRate }),
            Theory(problem with { MislabelFraction = 0 }));
    }

    [Fact]
    public void The_overlap_of_mixture_descent_closes_with_dimension()
    {
        const int steps = 4;
        const double start = 0.3;
        var problem = new MixtureProblem(
            Mixture.TwoClusters, new MixtureActivation.Linear(), new MixtureLoss.Quadratic(), SampleRatio: 2, NoiseLevel: 0.5, Ridge: 0.5,
            LearningRate: 0.2, new BatchRule.Full(), InitialVariance: 0.1);
        var overlaps = Remembered((dimension, number) =>
        {
            var key = Key.Fork(dimension).Fork(number);
            var data = MixtureSampling.Draw<double>(
                problem.Mixture, problem.NoiseLevel, problem.TrainingSamples(dimension), dimension, key.Fork("data"), 1);
            var simulation = new MixtureSimulation<double>(problem, data, key.Fork("run"));
            var workspace = new MixtureTrainingWorkspace<double>(simulation, 1);
            var slice = MixtureTraining.Advance(
                simulation, MixtureTraining.Start(simulation, new WeightStart.Fixed(start)), steps, _ => false, workspace);
            return MixtureMeasurement.Observe(simulation, slice.State, workspace).Observables.Magnetization;
        });
        double Theory(MixtureProblem of, double from) => DmftSolver.Solve(
            new(of, new DmftStart.Fixed(from), steps), new DmftMethod.ExactQuadratic(), Key, 1).Points[steps].Magnetization.Mean;
        Decide(
            new(40, 400), overlaps, Theory(problem, start), Theory(problem, -start), Theory(problem with { LearningRate = 0.4 }, start),
            Theory(problem with { Ridge = 0 }, start));
    }

    [Fact]
    public void The_risk_of_networks_trained_on_samples_closes_with_their_number()
    {
        const int steps = 10, d = 4;
        var (target, scaling) = (new Quenching.TargetFunction.SingleNeuron(), Quenching.OutputScaling.Conventional);
        var risk = new PopulationRisk(target, d, Quenching.KernelNormalisation.Gaussian);
        var initial = Quenching.Initialisation.Xavier.Draw(Key.Fork("network"), 6, d);
        double RiskOf(Quenching.Training.TrainingObjective objective, double rate, Quenching.Training.TrainedLayers layers, double sign = 1)
        {
            var start = new Quenching.TwoLayerParameters(
                DenseVector<double>.Copy([.. initial.OuterWeights.Span.ToArray().Select(a => sign * a)]), initial.InnerWeights);
            var plan = new Quenching.Training.TrainingPlan(new Quenching.Training.Optimiser.GradientDescent(rate), steps, [steps]);
            var problem = new Quenching.Training.TrainingProblem(objective, scaling, layers);
            return risk.Value(Quenching.Training.TrainingRun.Complete(problem, plan, start).Trajectory.Samples[^1].Parameters, scaling);
        }
        const Quenching.Training.TrainedLayers both = Quenching.Training.TrainedLayers.Both;
        var risks = Remembered((samples, number) => RiskOf(
            new Quenching.Training.TrainingObjective.Empirical(Quenching.Data.LabelledSamples.Draw(
                Key.Fork(samples).Fork(number), Quenching.Data.InputLaw.Gaussian, samples, d, target)), 0.1, both));
        var population = new Quenching.Training.TrainingObjective.Population(risk);
        Decide(
            new(100, 1000), risks, RiskOf(population, 0.1, both), RiskOf(population, 0.1, both, sign: -1), RiskOf(population, 0.2, both),
            RiskOf(population, 0.1, Quenching.Training.TrainedLayers.OuterOnly));
    }

    private static void Decide(Agreement agreement, Func<int, int, double> simulated, double theory, params double[] wrong)
    {
        var right = agreement.Test((size, number) => simulated(size, number) - theory);
        Assert.True(right.Verdict == AgreementVerdict.Agrees, $"{right}");
        Assert.InRange(right.Exponent, agreement.Exponent - (5 * right.ExponentError), agreement.Exponent + (5 * right.ExponentError));
        Assert.All(wrong, planted => Assert.Equal(
            AgreementVerdict.Disagrees, agreement.Test((size, number) => simulated(size, number) - planted).Verdict));
    }

    private static Func<int, int, double> Remembered(Func<int, int, double> simulate)
    {
        var known = new Dictionary<(int, int), double>();
        return (size, number) => known.TryGetValue((size, number), out var seen) ? seen : known[(size, number)] = simulate(size, number);
    }
}
