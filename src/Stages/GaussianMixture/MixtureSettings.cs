using System.Collections.Immutable;
using Pipelines.Model.Theories.GaussianMixture;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>The sections that the Gaussian-mixture system reads of an experiment file.</summary>
public sealed record MixtureSettings(
    [Setting("The samples")] MixtureDatasetSettings Dataset,
    [Setting("The perceptron")] MixtureNetworkSettings Network,
    [Setting("Loss, descent and how many seeds are simulated")] MixtureTrainingSettings Training,
    [Setting("Which samples enter an update")] MixtureBatchSettings Batch,
    [Setting("How the dynamical mean-field theory is solved")] MixtureTheorySettings Theory,
    [Setting("What is recorded and when")] RecordSettings Record)
{
    /// <summary>The descent; the caller has made sure that the batch rule's probabilities are some.</summary>
    internal MixtureProblem Problem => new(
        Dataset.Mixture,
        Network.Activation,
        Training.Loss == MixtureLossName.Logistic ? new MixtureLoss.Logistic() : new MixtureLoss.Quadratic(),
        Dataset.SampleRatio,
        Dataset.NoiseLevel,
        Training.Ridge,
        Training.LearningRate,
        Batch.Rule,
        Training.InitialVariance);
}

/// <summary>Loss, descent and seeds (Mignacco, Krzakala, Urbani, Zdeborova 2020, arXiv 2006.06098, eqs. 5 to 9).</summary>
public sealed record MixtureTrainingSettings(
    [Setting("Steps T", Minimum = 0)] int Steps,
    [Setting("Learning rate eta, the time of one step", Minimum = 0, ExclusiveMinimum = true)] double LearningRate,
    [Setting("Variance R of an initial weight", Minimum = 0)] double InitialVariance,
    [Setting("Ridge lambda", Minimum = 0)] double Ridge = 0,
    [Setting("Loss of the margin")] MixtureLossName Loss = MixtureLossName.Logistic,
    [Setting("Overlap that every start is shifted to; absent: free starts")] double? StartMagnetization = null,
    [Setting("Independent data sets, starts and masks whose mean is compared with the theory", Minimum = 1)] int Seeds = 40,
    [Setting("Arithmetic of the simulation")] MixturePrecision Precision = MixturePrecision.Float32);

/// <summary>Sampling of the theory (src/Model/Theories/GaussianMixture/README.md).</summary>
public sealed record MixtureTheorySettings(
    [Setting("Trajectories a replicate S", Minimum = 2)] int Samples = 8192,
    [Setting("Independent solutions B, for the standard errors", Minimum = 1)] int Replicates = 4,
    [Setting("How the equations are solved")] MixtureTheoryMethod Method = MixtureTheoryMethod.March,
    [Setting("Where the theory starts")] MixtureTheoryStart Start = MixtureTheoryStart.Training,
    [Setting("Values of m(0) of the average start", Minimum = 1)] int Nodes = 16,
    [Setting("Also solve with half the samples and report the difference")] bool CheckBias = true,
    [Setting("Steps whose two-time kernels are kept", Minimum = 0)] ImmutableArray<int> KernelSteps = default);

/// <summary>Losses that have a name.</summary>
public enum MixtureLossName
{
    Logistic,
    Quadratic,
}

/// <summary>Arithmetic that the simulation runs in; theory is always in double precision.</summary>
public enum MixturePrecision
{
    Float32,
    Float64,
}

/// <summary>How the theory is solved.</summary>
public enum MixtureTheoryMethod
{
    /// <summary>The causal march.</summary>
    March,

    /// <summary>The paper's damped iteration, for at most 150 steps.</summary>
    Iteration,

    /// <summary>Closed form: quadratic loss, linear activation, full batch.</summary>
    ExactQuadratic,
}

/// <summary>m(0) of the theory.</summary>
public enum MixtureTheoryStart
{
    /// <summary>The training's startMagnetization; 0 for free starts.</summary>
    Training,

    /// <summary>The mean of |m(0)| of a free start in the data's dimension.</summary>
    Mean,

    /// <summary>Averaged over the law of |m(0)| of a free start in the data's dimension.</summary>
    Average,
}
