using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Model.MeanFieldHinge.Theory;
using Pipelines.Model.MeanFieldHinge.Training;
using Pipelines.Model.Numerics;
using Pipelines.Stages.MeanFieldHinge;
using Pipelines.Testing.Cases;

namespace Pipelines.Testing.MeanFieldHinge;

/// <summary>A case of the mean-field hinge system: the theory's problem, and data and network for training.</summary>
/// <param name="Trial">Settings and seed.</param>
/// <param name="Losses">The losses that experiment files can name.</param>
internal sealed record HingeCase(Trial<HingeSettings> Trial, HingeLosses Losses)
{
    /// <summary>Most that the clock may advance in a step of descent: eight steps then amplify a rounding error a few times.</summary>
    private const double LargestAdvance = 0.12;

    /// <summary>Descent of this many steps satisfies some examples and leaves others.</summary>
    public const int Steps = 8;

    /// <summary>Small networks and data sets, for descent.</summary>
    public static CaseSpace<HingeSettings> Small(HingeLosses losses) => new()
    {
        Fixed = ["record", "training.precision"],
        Sizes = ImmutableDictionary<string, int>.Empty
            .Add("dataset.trainingSamples", 100).Add("dataset.testSamples", 20).Add("network.hiddenUnits", 30).Add("training.steps", 12),
        Decades = ImmutableDictionary<string, int>.Empty.Add("training.outputScale", 2).Add("training.learningRate", 3)
            .Add("training.effectiveLearningRate", 3),
        Texts = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("training.loss", losses.All),
        Fit = settings => Slow(Solvable(settings), losses),
    };

    /// <summary>Problems of any size, for the theory, which costs the same for all.</summary>
    public static CaseSpace<HingeSettings> Large(HingeLosses losses) => Small(losses) with
    {
        LargestSize = 1_000_000,
        Sizes = ImmutableDictionary<string, int>.Empty,
        Decades = ImmutableDictionary<string, int>.Empty.Add("training.outputScale", 8).Add("training.margin", 3)
            .Add("training.learningRate", 5).Add("training.effectiveLearningRate", 5).Add("dataset.radius", 6),
        Fit = Solvable,
    };

    public HingeSettings Settings => Trial.Settings;

    public InputLaw Law => ((HingeSource.Drawn)HingeSource.Of(Settings.Dataset)).Law;

    public int InputDimension => HingeSource.Of(Settings.Dataset).EstimatedInputDimension;

    public HingeProblem Theory => TheoryOf(Settings, Losses);

    public MarginLoss Loss => Losses.Find(Settings.Training.Loss)!;

    /// <summary>λ and ψ = −λ' of the case, written down once more.</summary>
    public (Func<double, double> Value, Func<double, double> Force) Function => Loss.Match<(Func<double, double>, Func<double, double>)>(
        linearHinge: _ => (u => Math.Max(0, 1 - u), u => u < 1 ? 1 : 0),
        squaredHinge: _ => (u => Math.Max(0, 1 - u) * Math.Max(0, 1 - u) / 2, u => Math.Max(0, 1 - u)),
        logistic: _ => (u => Math.Max(0, -u) + Math.Log(1 + Math.Exp(-Math.Abs(u))), u => 1 / (1 + Math.Exp(u))),
        exponential: _ => (u => Math.Exp(-u), u => Math.Exp(-u)),
        custom: l => (l.Value, u => -l.Slope(u)));

    public LabelledDataset<double> Draw(int examples, string stream = "data") =>
        new SyntheticDataset(Law, examples, InputDimension, Settings.Dataset.MislabelFraction)
            .Draw<double>(Trial.Stream(stream), Directions.Normalised(Direction));

    public TrainingProblem<double> Training => field ??= new(
        Draw(Settings.Dataset.TrainingSamples), new(Settings.Training.OutputScale, Settings.Training.Margin) { Function = Loss },
        Settings.Training.LearningRateFor(Settings.Network.HiddenUnits));

    public Parameters<double> Initial => field ??= Initialisation.Normal<double>(
        new(InputDimension, Settings.Network.HiddenUnits), Trial.Stream("network"), Settings.Network.OuterWidth, Settings.Network.InnerWidth);

    public static TrainingState<double> Run(TrainingProblem<double> problem, Parameters<double> initial, long steps = Steps, int threads = 1)
    {
        var workspace = new TrainingWorkspace<double>(threads);
        return HingeTraining.Advance(problem, HingeTraining.Start(problem, initial, workspace), steps, workspace).State;
    }

    public static TrainingObservables Observe(TrainingProblem<double> problem, TrainingState<double> state) =>
        HingeMeasurement.Observe(problem, state, new(1));

    /// <summary>The same problem on other examples.</summary>
    public TrainingProblem<double> On(DenseMatrix<double> inputs, DenseVector<double> labels) =>
        Training with { Training = new(inputs, labels, Training.Training.ReferenceDirection, "changed") };

    /// <summary>Increasing times from long before the clock matters to long after.</summary>
    public ImmutableArray<double> Times()
    {
        var problem = Theory;
        var unit = Math.Min(1, problem.OutputScale) / HingeClock.InitialRate(problem with { MislabelFraction = 0 });
        return [.. Enumerable.Range(0, 5).Select(i => unit * Trial.Between($"time {i}", 1e-4, 1e8)).Order()];
    }

    /// <summary>A direction that is no axis.</summary>
    private DenseVector<double> Direction => DenseVector<double>.Create(
        InputDimension, Trial.Stream("direction"), static (span, key) => Model.Randomness.Gaussian.FillInto(key, 0, span));

    private static HingeProblem TheoryOf(HingeSettings s, HingeLosses losses) => new(
        ((HingeSource.Drawn)HingeSource.Of(s.Dataset)).Law, HingeSource.Of(s.Dataset).EstimatedInputDimension, s.Network.HiddenUnits,
        s.Training.LearningRateFor(s.Network.HiddenUnits))
    {
        OutputScale = s.Training.OutputScale,
        Margin = s.Training.Margin,
        Loss = losses.Find(s.Training.Loss)!,
        MislabelFraction = s.Dataset.MislabelFraction,
        TrainingSamples = s.Dataset.TrainingSamples,
        OuterWidth = s.Network.OuterWidth,
        InnerWidth = s.Network.InnerWidth,
    };

    /// <summary>Flipped examples with heavy tails pull without bound on losses with an unbounded slope.</summary>
    private static HingeSettings Solvable(HingeSettings settings) =>
        settings.Dataset is HingeDatasetSettings.StudentT { MislabelFraction: > 0 } heavy
            && settings.Training.Loss is not (HingeLosses.LinearHinge or HingeLosses.Logistic)
            ? settings with { Dataset = heavy with { MislabelFraction = 0 } }
            : settings;

    private static HingeSettings Slow(HingeSettings settings, HingeLosses losses)
    {
        if (losses.Find(settings.Training.Loss) is not { } loss) return settings;
        // The force at the start is at most 1, but for a loss of the user's.
        var force = loss is MarginLoss.Custom own ? Math.Max(1, -own.Slope(0)) : 1;
        var advance = force * HingeClock.InitialRate(TheoryOf(settings, losses) with { Loss = new MarginLoss.LinearHinge() });
        if (advance <= LargestAdvance) return settings;
        double? Slower(double? rate) => rate is { } r ? Variation<HingeSettings>.Rounded(0.99 * r * LargestAdvance / advance, 2) : null;
        var training = settings.Training;
        return settings with
        {
            Training = training with
            {
                LearningRate = Slower(training.LearningRate),
                EffectiveLearningRate = Slower(training.EffectiveLearningRate),
            },
        };
    }
}
