using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.QuenchingActivation.Diagnostics;
using Pipelines.Model.QuenchingActivation.Population;
using Pipelines.Model.QuenchingActivation.RandomFeatures;
using Pipelines.Model.QuenchingActivation.Training;

namespace Pipelines.Model.Tests.QuenchingActivation.Training;

/// <summary>Every mistake of a caller is refused with a message that names it; nothing computes on to NaN.</summary>
public sealed class BadInputTests
{
    private static readonly TwoLayerParameters Good = Problems.Initial(3, 4);
    private static readonly TargetFunction Single = new TargetFunction.SingleNeuron();

    public static TheoryData<string, string, Action> Mistakes => new()
    {
        { "no neuron", "at least one neuron", () => _ = new TwoLayerParameters(Vector(), Matrix(0, 4)) },
        { "no input", "at least one neuron", () => _ = new TwoLayerParameters(Vector(), Matrix(0, 0)) },
        { "outer weights of another width", "2 outer weights do not fit 3 rows", () => _ = new TwoLayerParameters(Vector(1, 2), Matrix(3, 4)) },
        {
            "outer weight NaN", "outer weights hold a value that is not finite at position 1",
            () => _ = new TwoLayerParameters(Vector(1, double.NaN, 3), Matrix(3, 4))
        },
        {
            "inner weight infinite", "inner weights hold a value that is not finite",
            () => _ = new TwoLayerParameters(Vector(1), DenseMatrix<double>.Copy(1, 1, [double.PositiveInfinity]))
        },
        { "population of no dimension", "must be a positive", () => _ = new PopulationRisk(Single, 0) },
        { "unknown normalisation", "normalisation must be one of", () => _ = new PopulationRisk(Single, 4, (KernelNormalisation)9) },
        { "sub-sphere of dimension 0", "Dimension must be a positive", () => _ = new TargetFunction.SubSphere(0) },
        { "sub-sphere beyond the input", "dimension 5 does not fit inputs in 4", () => _ = new PopulationRisk(new TargetFunction.SubSphere(5), 4) },
        { "surface in odd dimension", "even input dimension, not 5", () => TargetFunction.Surface(5) },
        { "surface in dimension 0", "even input dimension, not 0", () => TargetFunction.Surface(0) },
        { "circle in one dimension", "at least 2 input dimensions", () => _ = new PopulationRisk(new TargetFunction.DiscretisedCircle(5), 1) },
        { "circle of no neurons", "Neurons must be a positive", () => _ = new TargetFunction.DiscretisedCircle(0) },
        { "no target neurons", "must be a positive", () => Initialisation.TargetNeurons(Problems.Key, 0, 4) },
        {
            "target neurons of another dimension", "target neurons in 4 dimensions do not fit inputs in 6",
            () => _ = new PopulationRisk(new TargetFunction.FiniteNeurons(Good), 6)
        },
        {
            "network of another dimension", "4 inputs does not fit a risk over 6",
            () => new PopulationRisk(Single, 6).Value(Good, OutputScaling.Conventional)
        },
        { "unknown scaling", "scaling must be", () => new PopulationRisk(Single, 4).Value(Good, (OutputScaling)7) },
        { "negative standard deviation", "StandardDeviation must be a finite number of at least 0", () => _ = new OuterWeightScale.Fixed(-1) },
        { "standard deviation NaN", "StandardDeviation must be", () => _ = new OuterWeightScale.Fixed(double.NaN) },
        { "negative exponent", "Exponent must be", () => _ = new OuterWeightScale.PowerOfWidth(-0.5) },
        { "drawing no neurons", "must be a positive", () => Initialisation.Unit.Draw(Problems.Key, 0, 4) },
        { "drawing no dimension", "must be a positive", () => Initialisation.Unit.Draw(Problems.Key, 4, 0) },
        { "no samples", "must be a positive", () => LabelledSamples.Draw(Problems.Key, InputLaw.Gaussian, 0, 4, Single) },
        { "unknown law", "law must be", () => LabelledSamples.Draw(Problems.Key, (InputLaw)5, 3, 4, Single) },
        { "labels of another length", "2 labels do not fit 3 samples", () => _ = new LabelledSamples(Matrix(3, 4), Vector(1, 2)) },
        {
            "sample NaN", "inputs hold a value that is not finite at position 0",
            () => _ = new LabelledSamples(DenseMatrix<double>.Copy(1, 1, [double.NaN]), Vector(1))
        },
        { "label infinite", "labels hold a value that is not finite", () => _ = new LabelledSamples(Matrix(1, 1), Vector(double.NegativeInfinity)) },
        {
            "samples of another dimension", "4 inputs does not fit samples of 5",
            () => new EmpiricalRisk(Problems.Samples(3, 5)).Value(Good, OutputScaling.Conventional)
        },
        { "learning rate 0", "LearningRate must be a positive", () => _ = new Optimiser.GradientDescent(0) },
        { "learning rate NaN", "LearningRate must be a positive", () => _ = new Optimiser.Adam(double.NaN) },
        { "momentum of 1", "Decay must lie in", () => _ = new Optimiser.Momentum(0.1, 1) },
        { "Adam's second decay", "SecondDecay must lie in", () => _ = new Optimiser.Adam(0.1, SecondDecay: -0.1) },
        { "tolerance 0", "RelativeTolerance must lie in", () => _ = new Optimiser.GradientFlow(0.1, 0) },
        { "negative steps", "steps must be a finite number of at least 0", () => _ = new TrainingPlan(new Optimiser.GradientDescent(0.1), -1, []) },
        { "record beyond the end", "recordAt must lie in [0, 10]", () => _ = new TrainingPlan(new Optimiser.GradientDescent(0.1), 10, [11]) },
        {
            "records out of order", "recordAt must increase strictly; 3 follows 3",
            () => _ = new TrainingPlan(new Optimiser.GradientDescent(0.1), 10, [3, 3])
        },
        { "no record schedule", "recordAt must be given", () => _ = new TrainingPlan(new Optimiser.GradientDescent(0.1), 10, default) },
        { "negative threshold", "stopBelow must be", () => _ = new TrainingPlan(new Optimiser.GradientDescent(0.1), 10, [], stopBelow: -1) },
        { "batch of 0", "must be a positive", () => _ = new TrainingPlan(new Optimiser.GradientDescent(0.1), 10, [], batchSize: 0) },
        { "flow in batches", "The gradient flow has no batches", () => _ = new TrainingPlan(new Optimiser.GradientFlow(0.1), 10, [], batchSize: 3) },
        {
            "population in batches", "The population risk has no batches",
            () => TrainingRun.Start(Problems.Population(Single, 4), new TrainingPlan(new Optimiser.Adam(0.1), 10, [], batchSize: 3), Good)
        },
        {
            "start of another dimension", "4 inputs does not fit an objective over 6",
            () => TrainingRun.Start(Problems.Population(Single, 6), new TrainingPlan(new Optimiser.Adam(0.1), 1, []), Good)
        },
        { "unknown layers", "trained must be", () => Problems.Population(Single, 4, trained: (TrainedLayers)3) },
        { "state of another method", "does not belong to a gradient flow", StateOfAnotherMethod },
        {
            "active neuron out of range", "active must lie in [0, 3)",
            () => _ = new EffectiveProblem(new PopulationRisk(Single, 4), OutputScaling.Conventional, 3, [3])
        },
        {
            "active neurons out of order", "active must increase strictly",
            () => _ = new EffectiveProblem(new PopulationRisk(Single, 4), OutputScaling.Conventional, 3, [1, 1])
        },
        { "effective dynamics by descent", "no other optimiser fits", EffectiveByDescent },
        {
            "features of another dimension", "Features of 4 inputs do not fit samples of 5",
            () => RandomFeatureModel.OfSamples(Problems.Samples(3, 5), Good.InnerWeights, OutputScaling.Conventional)
        },
        { "negative ridge", "ridge must be", () => Model().RidgeMinimiser(-1) },
        { "negative random-feature steps", "steps must be", () => Model().AfterSteps(-1, 0.1) },
        { "input off the sphere", "Input 0 does not lie on the unit sphere", () => SampleGram.Of(DenseMatrix<double>.Copy(1, 2, [1, 1])) },
        { "plateau of no neurons", "must be a positive", () => PolygonPlateau.Of(0) },
        { "threshold 0", "threshold must be a positive", () => ActivationEvent.Find([], [], 0) },
        { "ratio of nothing", "not zero", () => LearningRegimes.ErrorRatio(1, 0) },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Refused_with_a_message(string mistake, string message, Action act)
    {
        var error = Assert.ThrowsAny<ArgumentException>(act);
        Assert.True(error.Message.Contains(message), $"{mistake}: '{error.Message}' does not say '{message}'");
    }

    private static void StateOfAnotherMethod()
    {
        var problem = Problems.Population(Single, 4);
        var state = TrainingRun.Start(problem, new TrainingPlan(new Optimiser.GradientDescent(0.1), 1, []), Good);
        TrainingRun.Advance(problem, new TrainingPlan(new Optimiser.GradientFlow(0.1), 1, []), state, 1);
    }

    private static void EffectiveByDescent()
    {
        var problem = new EffectiveProblem(new PopulationRisk(Single, 4), OutputScaling.Conventional, 3, [1]);
        EffectiveRun.Complete(problem, new TrainingPlan(new Optimiser.GradientDescent(0.1), 1, []), Good);
    }

    private static RandomFeatureModel Model() =>
        RandomFeatureModel.OfPopulation(new PopulationRisk(Single, 4), Good.InnerWeights, OutputScaling.Conventional);

    private static DenseVector<double> Vector(params double[] values) => DenseVector<double>.Copy(values);

    private static DenseMatrix<double> Matrix(int rows, int columns) => DenseMatrix<double>.Zeros(rows, columns);
}
