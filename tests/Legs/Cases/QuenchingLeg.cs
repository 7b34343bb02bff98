using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.QuenchingActivation.Diagnostics;
using Pipelines.Model.QuenchingActivation.Population;
using Pipelines.Model.QuenchingActivation.RandomFeatures;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Model.Randomness;

namespace Pipelines.Legs.Cases;

/// <summary>Every kernel of the quenching system in small, with padding in every tile: risks, descent, flow, spectra, effective dynamics.</summary>
public static class QuenchingLeg
{
    private static readonly RandomKey Key = RandomKey.FromSeed(3);
    private static readonly TwoLayerParameters Initial = Initialisation.Xavier.Draw(Key, 19, 6);

    [LegCase("quenching-population")]
    public static byte[] Population() =>
    [
        .. new[]
        {
            TargetFunction.Circle, TargetFunction.Surface(6), new TargetFunction.SubSphere(5), Initialisation.TargetNeurons(Key, 9, 6),
            new TargetFunction.Linear(),
        }.SelectMany(target => Train(new TrainingObjective.Population(new PopulationRisk(target, 6)), new Optimiser.Adam(1e-2), 5)),
    ];

    [LegCase("quenching-empirical")]
    public static byte[] Empirical() => Train(new TrainingObjective.Empirical(Samples()), new Optimiser.Momentum(1e-3), 10);

    [LegCase("quenching-flow")]
    public static byte[] Flow() =>
    [
        .. Train(new TrainingObjective.Population(new PopulationRisk(TargetFunction.Circle, 6)), new Optimiser.GradientFlow(1e-3), 100),
        .. Train(new TrainingObjective.Empirical(Samples()), new Optimiser.GradientFlow(1e-3, 1e-3), 100),
    ];

    [LegCase("quenching-random-features")]
    public static byte[] RandomFeatures()
    {
        var population = new PopulationRisk(TargetFunction.Circle, 6);
        var models = new[]
        {
            RandomFeatureModel.OfPopulation(population, Initial.InnerWeights, OutputScaling.MeanField),
            RandomFeatureModel.OfSamples(Samples(), Initial.InnerWeights, OutputScaling.Conventional),
        };
        var slaved = EffectiveRun.Slave(new EffectiveProblem(population, OutputScaling.Conventional, 19, [2, 7]), Initial);
        return
        [
            .. models.SelectMany(model => Bytes.Of([.. model.Eigenvalues.Span, .. model.AfterSteps(7, 0.01).Span, .. model.AtTime(3).Span])),
            .. Bytes.Of(slaved.OuterWeights.Span),
        ];
    }

    [LegCase("quenching-activations")]
    public static byte[] Activations() =>
    [
        .. new Activation[] { new Activation.Erf(), new Activation.Quadratic(), new Activation.SmoothedStep(0.3) }.SelectMany(activation =>
        {
            var risk = new PopulationRisk(Initialisation.TargetNeurons(Key, 9, 6), 6, activation: activation);
            var sample = LabelledSamples.Draw(Key, InputLaw.Sphere, 13, 6, risk.Target, activation);
            return Train(new TrainingObjective.Population(risk), new Optimiser.Adam(1e-2), 5)
                .Concat(Train(new TrainingObjective.Empirical(sample) { Activation = activation }, new Optimiser.Momentum(1e-3), 5))
                .Concat(Bytes.Of(RandomFeatureModel.OfPopulation(risk, Initial.InnerWeights, OutputScaling.Conventional).AtTime(3).Span));
        }),
        .. OfOnesOwn(new("tanh", Elementary.Tanh, t => 1 - (Elementary.Tanh(t) * Elementary.Tanh(t)))),
    ];

    /// <summary>One without closed forms: everything over examples.</summary>
    private static IEnumerable<byte> OfOnesOwn(Activation.Custom activation)
    {
        var sample = LabelledSamples.Draw(Key, InputLaw.Gaussian, 13, 6, Initialisation.TargetNeurons(Key, 9, 6), activation);
        var model = RandomFeatureModel.OfSamples(sample, Initial.InnerWeights, OutputScaling.Conventional, activation);
        var test = new FrozenFeatureRisk(FeatureMoments.Of(sample, Initial.InnerWeights, activation), OutputScaling.Conventional);
        return Train(new TrainingObjective.Empirical(sample) { Activation = activation }, new Optimiser.GradientFlow(1e-3), 20)
            .Concat(Bytes.Of(Magnitudes.Of(Initial, activation).Span))
            .Concat(Bytes.Of([.. model.AtTime(3).Span, test.Value(model.AtTime(3))]));
    }

    private static LabelledSamples Samples() => LabelledSamples.Draw(Key, InputLaw.Sphere, 13, 6, new TargetFunction.SingleNeuron());

    private static byte[] Train(TrainingObjective objective, Optimiser optimiser, long steps)
    {
        var (state, trajectory) = TrainingRun.Complete(
            new TrainingProblem(objective, OutputScaling.Conventional), new TrainingPlan(optimiser, steps, [0, steps]), Initial, threads: 2);
        return [.. Bytes.Of(state.Weights.Span), .. trajectory.Samples.SelectMany(s => Bytes.Of(s.Risk, s.OuterGradientNorm, s.InnerGradientNorm))];
    }
}
