using Pipelines.Model.Randomness;
using Pipelines.Model.Theories.QuenchingActivation;
using Pipelines.Model.Training.QuenchingActivation;

namespace Pipelines.Benchmarks.Races;

/// <summary>The population risk of a two-layer network on a single neuron: one descent step, and a whole trajectory.</summary>
internal static class QuenchingRaces
{
    /// <summary>Literal descent steps: one gradient and one update each.</summary>
    public static Race PopulationStep(RaceSettings settings)
    {
        var steps = settings.Whole("steps", 50);
        var (problem, start) = Setup(settings);
        var plan = new TrainingPlan(new Optimiser.GradientDescent(settings.Number("rate", 1e-3)), steps, []);
        var threads = settings.Whole("threads", 1);
        return new Race(() => TrainingRun.Complete(problem, plan, start, threads), steps);
    }

    /// <summary>The gradient flow up to a time, by the stabilised Runge-Kutta-Chebyshev integrator.</summary>
    public static Race PopulationTrajectory(RaceSettings settings)
    {
        var (problem, start) = Setup(settings);
        var rate = settings.Number("rate", 1e-3);
        var steps = settings.Whole("steps", 30_000);
        var flow = new Optimiser.GradientFlow(rate, settings.Number("tolerance", 1e-5));
        var plan = new TrainingPlan(flow, steps, TrainingPlan.LogarithmicSteps(steps, 50));
        var threads = settings.Whole("threads", 1);
        return new Race(() => TrainingRun.Complete(problem, plan, start, threads));
    }

    private static (TrainingProblem Problem, TwoLayerParameters Start) Setup(RaceSettings settings)
    {
        var (m, d) = (settings.Whole("units", 200), settings.Whole("inputs", 100));
        var risk = new PopulationRisk(new TargetFunction.SingleNeuron(), d);
        var problem = new TrainingProblem(new TrainingObjective.Population(risk), OutputScaling.Conventional);
        return (problem, Initialisation.Unit.Draw(RandomKey.FromSeed(4), m, d));
    }
}
