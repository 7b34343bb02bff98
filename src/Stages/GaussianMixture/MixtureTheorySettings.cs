using System.ComponentModel;
using System.Diagnostics;
using Pipelines.Model;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>How the dynamical mean-field theory is solved.</summary>
[SettingUnion("method")]
public abstract record MixtureTheorySettings
{
    private const string Trajectories =
        "Sampled trajectories S of the effective process in one solution: at least 4 for each cluster, an even number for a door";

    private const string Solutions = "Independent solutions B, whose spread is the standard error";
    private const string StartRule = "Overlap m(0) that the theory starts from";
    private const string StartOverlap = "m(0) of start: fixed";
    private const string Nodes = "Starts that start: average solves for: quantiles of |m(0)|, in several directions points of its law";
    private const string Kernels = "Steps between which the two-time kernels are recorded";
    private const string Correlations = "Steps between which correlations and the noise kernel are recorded; this method has no responses: NaN";

    private const string Kept =
        "Precision in which trajectories keep their past; all sums are double. float32: half the memory, faster for many samples"
        + ", numbers off by 6e-8 of themselves";

    private const string Halved = "How often the time step is halved beside, to measure the order in it; 0: never";

    private const string Beside = "Whether the descent is simulated beside: none runs the theory alone, without a comparison";

    private MixtureTheorySettings(
        MixtureTheoryStart start, double? magnetization, int startNodes, StepList kernelSteps, int halvings,
        MixtureSimulations simulations) =>
        (Start, Magnetization, StartNodes, KernelSteps, Halvings, Simulations) =
            (start, magnetization, startNodes, kernelSteps, halvings, simulations);

    /// <summary>Where the theory starts.</summary>
    public MixtureTheoryStart Start { get; init; }

    /// <summary>m(0) of a fixed start of its own; null otherwise.</summary>
    public double? Magnetization { get; init; }

    /// <summary>K.</summary>
    public int StartNodes { get; init; }

    /// <summary>Steps of the kernel table.</summary>
    public StepList KernelSteps { get; init; }

    /// <summary>The theory is also solved for so many halvings of the time step at the same times.</summary>
    public int Halvings { get; init; }

    /// <summary>What the theory is compared with.</summary>
    public MixtureSimulations Simulations { get; init; }

    /// <summary>S; null where nothing is sampled.</summary>
    public int? SampleCount => Match<int?>(
        march: m => m.Samples, compressedMarch: m => m.Samples, iteration: m => m.Samples, exactQuadratic: _ => null);

    [SettingCase("march", "one causal pass over time")]
    public sealed record March(
        [Setting("samples", Trajectories, Symbol = "S", Example = "4096")] int Samples = 8192,
        [Setting("replicates", Solutions, Minimum = 2, Symbol = "B", Example = "8")] int Replicates = 4,
        [Setting("tangents", "How the memory kernel is averaged", Example = "exact")] MixtureTangents Tangents = MixtureTangents.Probes,
        [Setting("start", StartRule, Example = "mean")] MixtureTheoryStart Start = MixtureTheoryStart.Simulation,
        [Setting("magnetization", StartOverlap, Symbol = "m(0)", Example = "0.2", With = "start: fixed")] double? Magnetization = null,
        [Setting("startNodes", Nodes, Minimum = 1, Maximum = 10_000, Symbol = "K", Example = "32")] int StartNodes = 16,
        [Setting("kernelSteps", Kernels, Minimum = 0, Example = "[10, 50, 100]")] StepList KernelSteps = default,
        [Setting("halvings", Halved, Minimum = 0, Maximum = 10, Example = "2")] int Halvings = 0,
        [Setting("histories", Kept, Example = "float32")] Precision Histories = Precision.Float64,
        [Setting("simulations", Beside, Example = "none")] MixtureSimulations Simulations = MixtureSimulations.All)
        : MixtureTheorySettings(Start, Magnetization, StartNodes, KernelSteps, Halvings, Simulations);

    [SettingCase(
        "compressed-march", "full batch: the march with its past as a few functions of time, for any number of steps",
        With = "training.batch: full-batch")]
    public sealed record CompressedMarch(
        [Setting("samples", Trajectories, Symbol = "S", Example = "4096")] int Samples = 8192,
        [Setting("replicates", Solutions, Minimum = 2, Symbol = "B", Example = "8")] int Replicates = 4,
        [Setting("start", StartRule, Example = "mean")] MixtureTheoryStart Start = MixtureTheoryStart.Simulation,
        [Setting("magnetization", StartOverlap, Symbol = "m(0)", Example = "0.2", With = "start: fixed")] double? Magnetization = null,
        [Setting("startNodes", Nodes, Minimum = 1, Maximum = 10_000, Symbol = "K", Example = "32")] int StartNodes = 16,
        [Setting("kernelSteps", Correlations, Minimum = 0, Example = "[10, 50, 100]")] StepList KernelSteps = default,
        [Setting("halvings", Halved, Minimum = 0, Maximum = 10, Example = "2")] int Halvings = 0,
        [Setting("simulations", Beside, Example = "none")] MixtureSimulations Simulations = MixtureSimulations.All)
        : MixtureTheorySettings(Start, Magnetization, StartNodes, KernelSteps, Halvings, Simulations);

    [SettingCase("iteration", "the paper's damped fixed-point iteration, a cross-check for short runs")]
    public sealed record Iteration(
        [Setting("samples", Trajectories, Symbol = "S", Example = "4096")] int Samples = 8192,
        [Setting("replicates", Solutions, Minimum = 2, Symbol = "B", Example = "8")] int Replicates = 4,
        [Setting("mixing", "Share of the new kernels in the mixture", Minimum = 0, ExclusiveMinimum = true, Maximum = 1, Example = "0.5")]
        double Mixing = 0.7,
        [Setting("tolerance", "Largest change of m and C(t,t) at which to stop", Minimum = 0, ExclusiveMinimum = true, Example = "1.0e-8")]
        double Tolerance = 1e-6,
        [Setting("maximumSweeps", "Gives up after so many sweeps", Minimum = 1, Example = "500")] int MaximumSweeps = 200,
        [Setting("start", StartRule, Example = "mean")] MixtureTheoryStart Start = MixtureTheoryStart.Simulation,
        [Setting("magnetization", StartOverlap, Symbol = "m(0)", Example = "0.2", With = "start: fixed")] double? Magnetization = null,
        [Setting("startNodes", Nodes, Minimum = 1, Maximum = 10_000, Symbol = "K", Example = "32")] int StartNodes = 16,
        [Setting("kernelSteps", Kernels, Minimum = 0, Example = "[10, 50, 100]")] StepList KernelSteps = default,
        [Setting("simulations", Beside, Example = "none")] MixtureSimulations Simulations = MixtureSimulations.All)
        : MixtureTheorySettings(Start, Magnetization, StartNodes, KernelSteps, 0, Simulations);

    [SettingCase(
        "exact-quadratic", "closed form: quadratic loss, linear activation, full batch",
        With = "training.loss: quadratic, training.batch: full-batch")]
    public sealed record ExactQuadratic(
        [Setting("start", StartRule, Example = "mean")] MixtureTheoryStart Start = MixtureTheoryStart.Simulation,
        [Setting("magnetization", StartOverlap, Symbol = "m(0)", Example = "0.2", With = "start: fixed")] double? Magnetization = null,
        [Setting("startNodes", Nodes, Minimum = 1, Maximum = 10_000, Symbol = "K", Example = "32")] int StartNodes = 16,
        [Setting("kernelSteps", Kernels, Minimum = 0, Example = "[10, 50, 100]")] StepList KernelSteps = default,
        [Setting("halvings", Halved, Minimum = 0, Maximum = 10, Example = "2")] int Halvings = 0,
        [Setting("simulations", Beside, Example = "none")] MixtureSimulations Simulations = MixtureSimulations.All)
        : MixtureTheorySettings(Start, Magnetization, StartNodes, KernelSteps, Halvings, Simulations);

    public T Match<T>(
        Func<March, T> march, Func<CompressedMarch, T> compressedMarch, Func<Iteration, T> iteration, Func<ExactQuadratic, T> exactQuadratic)
    {
        ArgumentNullException.ThrowIfNull(march);
        ArgumentNullException.ThrowIfNull(compressedMarch);
        ArgumentNullException.ThrowIfNull(iteration);
        ArgumentNullException.ThrowIfNull(exactQuadratic);
        return this switch
        {
            March settings => march(settings),
            CompressedMarch settings => compressedMarch(settings),
            Iteration settings => iteration(settings),
            ExactQuadratic settings => exactQuadratic(settings),
            _ => throw new UnreachableException(),
        };
    }
}

/// <summary>Where the theory starts.</summary>
[WrittenAs("MixtureTheoryStart")]
public enum MixtureTheoryStart
{
    /// <summary>Where the simulation does: its fixed overlap, or 0, the limit of a free start at infinite dimension.</summary>
    [Description("where the simulation does: its fixed overlap, or 0, the limit of a free start at infinite dimension")]
    [WrittenAs("Simulation")]
    Simulation,

    /// <summary>The mean |m(0)| = sqrt(2 R / (pi d)) of a free start.</summary>
    [Description("the mean of |m(0)| of a free start, sqrt(2 R / (pi d)); one direction only")]
    [WrittenAs("Mean")]
    Mean,

    /// <summary>Observables averaged over m(0) of a free start.</summary>
    [Description("observables are averaged over m(0) of a free start, in one direction over |m(0)|")]
    [WrittenAs("Average")]
    Average,

    /// <summary>An overlap of its own.</summary>
    [Description("an overlap of its own: give magnetization")]
    [WrittenAs("Fixed")]
    Fixed,
}

/// <summary>Whether the descent is simulated beside its theory.</summary>
[WrittenAs("MixtureSimulations")]
public enum MixtureSimulations
{
    /// <summary>As many as training.seeds says.</summary>
    [Description("as many as training.seeds says")]
    [WrittenAs("All")]
    All,

    /// <summary>None: the theory alone.</summary>
    [Description("the theory alone")]
    [WrittenAs("None")]
    None,
}

/// <summary>How the memory kernel is averaged.</summary>
[WrittenAs("MixtureTangents")]
public enum MixtureTangents
{
    /// <summary>Random probes along sorted samples.</summary>
    [Description("random probes along sorted samples")]
    [WrittenAs("Probes")]
    Probes,

    /// <summary>Every tangent of every sample: a cross-check for short runs.</summary>
    [Description("every tangent of every sample: a cross-check for short runs")]
    [WrittenAs("Exact")]
    Exact,
}
