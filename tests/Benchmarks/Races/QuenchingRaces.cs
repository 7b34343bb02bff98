using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.QuenchingActivation.Population;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Model.Randomness;
using Pipelines.Model.Runs;

namespace Pipelines.Benchmarks.Races;

/// <summary>A two-layer network learns a single neuron: a descent step and a whole trajectory on the population, a descent step on samples.</summary>
internal static class QuenchingRaces
{
    /// <summary>Literal descent steps: one gradient and one update each, half a Gram matrix and one product with it, 3·m²·d operations.</summary>
    public static Race PopulationStep(RaceSettings settings)
    {
        var steps = settings.Whole("steps", 50);
        var (problem, start) = Setup(settings);
        var plan = new TrainingPlan(new Optimiser.GradientDescent(settings.Number("rate", 1e-3)), steps, []);
        var threads = settings.Whole("threads", 1);
        return new Race(
            () => TrainingRun.Complete(problem, plan, start, threads), steps, 3.0 * start.HiddenUnits * start.HiddenUnits * start.InputDimension);
    }

    /// <summary>The gradient flow up to a time, by the stabilised Runge-Kutta-Chebyshev integrator.</summary>
    public static Race PopulationTrajectory(RaceSettings settings)
    {
        var (problem, start) = Setup(settings);
        var rate = settings.Number("rate", 1e-3);
        var steps = settings.Whole("steps", 30_000);
        var flow = new Optimiser.GradientFlow(rate, settings.Number("tolerance", 1e-5));
        var plan = new TrainingPlan(flow, steps, RecordSchedule.Logarithmic(steps, 50));
        var threads = settings.Whole("threads", 1);
        return new Race(() => TrainingRun.Complete(problem, plan, start, threads));
    }

    /// <summary>Literal descent steps on a finite sample: two products of samples and neurons, 4·n·m·d operations.</summary>
    public static Race SampleStep(RaceSettings settings)
    {
        var (m, d, n) = (settings.Whole("units", 200), settings.Whole("inputs", 20), settings.Whole("examples", 400));
        var (steps, threads) = (settings.Whole("steps", 200), settings.Whole("threads", 1));
        var samples = LabelledSamples.Draw(RandomKey.FromSeed(5), InputLaw.Gaussian, n, d, new TargetFunction.SingleNeuron());
        var problem = new TrainingProblem(new TrainingObjective.Empirical(samples), OutputScaling.Conventional);
        var plan = new TrainingPlan(new Optimiser.GradientDescent(settings.Number("rate", 1e-3)), steps, []);
        var start = Initialisation.Unit.Draw(RandomKey.FromSeed(4), m, d);
        return new Race(() => TrainingRun.Complete(problem, plan, start, threads), steps, 4.0 * n * m * d);
    }

    private static (TrainingProblem Problem, TwoLayerParameters Start) Setup(RaceSettings settings)
    {
        var (m, d) = (settings.Whole("units", 200), settings.Whole("inputs", 100));
        var risk = new PopulationRisk(new TargetFunction.SingleNeuron(), d);
        var problem = new TrainingProblem(new TrainingObjective.Population(risk), OutputScaling.Conventional);
        return (problem, Initialisation.Unit.Draw(RandomKey.FromSeed(4), m, d));
    }
}
