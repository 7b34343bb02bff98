using System.Numerics;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Model.MeanFieldHinge.Training;
using Pipelines.Model.Randomness;

namespace Pipelines.Benchmarks.Races;

/// <summary>Training on the hinge loss: one dense step, and a whole run as figure 1 has it.</summary>
internal static class HingeRaces
{
    /// <summary>Steps so slow that every example stays unsatisfied: no work can be left out, 4·n·d·M operations a step as the peers make it. A run
    /// goes on from turn to turn, so that its preparation is not part of a step. With <c>inputs-are=drawn</c> they are drawn again
    /// in every step, with <c>loss=logistic</c>, <c>exponential</c> or <c>squared-hinge</c> the loss is another.</summary>
    public static Race Step(RaceSettings settings) =>
        settings.Text("precision", "float") == "double" ? Step<double>(settings) : Step<float>(settings);

    /// <summary>From the first step to the last, with loss and test error at the recorded steps.</summary>
    public static Race WholeRun(RaceSettings settings)
    {
        var sizes = Sizes.Of(settings);
        var (steps, records, threads) = (settings.Whole("steps", 2000), settings.Whole("records", 120), settings.Whole("threads", 2));
        var problem = Problem<float>(sizes, settings.Number("rate", 1000)) with { Test = Draw<float>(sizes, "test") };
        var recorded = Enumerable.Range(0, records).Select(r => (long)Math.Round(Math.Pow(steps, (double)r / (records - 1)))).Distinct().ToArray();
        return new Race(() => WholeRun(problem, sizes, recorded, threads), 1, 4.0 * sizes.Examples * sizes.Inputs * sizes.Units * steps);
    }

    private static Race Step<T>(RaceSettings settings)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (sizes, isStored) = (Sizes.Of(settings), settings.Text("inputs-are", "stored") != "drawn");
        var steps = settings.Whole("steps", 4);
        var workspace = new TrainingWorkspace<T>(settings.Whole("threads", 2));
        var problem = Problem<T>(sizes, rate: 1e-3, isStored) with { Loss = new(1, 1) { Function = Loss(settings.Text("loss", "linear-hinge")) } };
        var state = HingeTraining.Start(problem, Initialisation.StandardNormal<T>(new(sizes.Inputs, sizes.Units), RandomKey.FromSeed(2)), workspace);
        return new Race(
            () => state = HingeTraining.Advance(problem, state, steps, workspace).State, steps, 4.0 * sizes.Examples * sizes.Inputs * sizes.Units);
    }

    private static void WholeRun(TrainingProblem<float> problem, Sizes sizes, long[] recorded, int threads)
    {
        var workspace = new TrainingWorkspace<float>(threads);
        var initial = Initialisation.StandardNormal<float>(new(sizes.Inputs, sizes.Units), RandomKey.FromSeed(2));
        var state = HingeTraining.Start(problem, initial, workspace);
        foreach (var step in recorded)
        {
            state = HingeTraining.Advance(problem, state, step - state.Step, workspace).State;
            HingeMeasurement.Observe(problem, state, workspace);
        }
    }

    private static TrainingProblem<T> Problem<T>(Sizes sizes, double rate, bool isStored = true)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Draw<T>(sizes, "training", isStored), new HingeLoss(1, 1), rate);

    private static MarginLoss Loss(string name) => name switch
    {
        "linear-hinge" => new MarginLoss.LinearHinge(),
        "squared-hinge" => new MarginLoss.SquaredHinge(),
        "logistic" => new MarginLoss.Logistic(),
        "exponential" => new MarginLoss.Exponential(),
        _ => throw new ArgumentException($"There is no loss {name}."),
    };

    private static LabelledDataset<T> Draw<T>(Sizes sizes, string stream, bool isStored = true)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (data, key) = (new SyntheticDataset(new InputLaw.Gaussian(), sizes.Examples, sizes.Inputs), RandomKey.FromSeed(1).Fork(stream));
        return isStored ? data.Draw<T>(key, threads: 2) : data.DrawOnDemand<T>(key, threads: 2);
    }

    private sealed record Sizes(int Examples, int Inputs, int Units)
    {
        public static Sizes Of(RaceSettings settings) =>
            new(settings.Whole("examples", 100_000), settings.Whole("inputs", 100), settings.Whole("units", 400));
    }
}
