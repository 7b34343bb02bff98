using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>Which solutions a method asks for, in which order: nodes of the start within replicates, replicates first, half-sized ones for the bias
/// after.</summary>
internal sealed class DmftPlan
{
    /// <summary>Active columns of a full-batch correlation that memory is counted for (15 to 50 at 500 steps). A compressed march, whose memory grows
    /// with their square, ends where it needs more.</summary>
    public const int FullBatchRank = 64;

    /// <summary>Numbers a sample beside its histories: layout, masks, pre-activations, products of the probes, and what drawing and sorting
    /// take.</summary>
    private const int LayoutRows = 32;

    private readonly DmftMethod _method;
    private readonly RandomKey _key;
    private readonly ImmutableArray<double[]> _starts;

    /// <param name="problem">What is to be solved.</param>
    /// <param name="method">How.</param>
    /// <param name="key">Names the random numbers.</param>
    /// <param name="kernelSteps">Steps between which kernels are kept; default: all.</param>
    public DmftPlan(DmftProblem problem, DmftMethod method, RandomKey key, ImmutableArray<int> kernelSteps)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(method);
        (Problem, _method, _key) = (problem, method, key);
        _starts = [.. problem.Start.Overlaps(problem.Descent.InitialVariance, problem.Descent.Mixture.Directions).Select(m => m.Span.ToArray())];
        KernelSteps = kernelSteps.IsDefault ? [.. Enumerable.Range(0, problem.Steps + 1)] : [.. kernelSteps.Distinct().Order()];
        RequireShort(problem, method);
        if (method is DmftMethod.CompressedMarch compressed) CompressedSolver.Require(problem.Descent, compressed.Sampling);
        if (IsExact) QuadraticProcess.RequireLinear(problem.Descent);
        if (Sampling is { } sampling) _ = Stratum.Split(problem.Descent, sampling.Samples, sampling.MirrorPairs ? 2 : 1);
    }

    public DmftProblem Problem { get; }

    /// <summary>Increasing.</summary>
    public ImmutableArray<int> KernelSteps { get; }

    public int Nodes => _starts.Length;

    public bool IsExact => _method is DmftMethod.ExactQuadratic;

    /// <summary>Whether solutions that part end the run: everywhere but where its numbers are asked for as they come.</summary>
    public bool EndsWhereSolutionsPart => HasBias || _method is DmftMethod.DampedIteration;

    public int Tasks => Nodes * Replicates * (HasBias ? 2 : 1);

    public int Replicates => Sampling?.Replicates ?? 1;

    /// <summary>Trajectories of one solution; 1 where nothing is sampled.</summary>
    public int Samples => Sampling?.Samples ?? 1;

    private bool HasBias => _method is DmftMethod.CausalMarch { CheckBias: true } or DmftMethod.CompressedMarch { CheckBias: true };

    private DmftSampling? Sampling => _method.Match(
        causalMarch: m => m.Sampling, compressedMarch: m => m.Sampling, dampedIteration: m => m.Sampling, exactQuadratic: _ => (DmftSampling?)null);

    /// <summary>True for the tasks with half the samples.</summary>
    public bool IsHalf(int task) => task >= Nodes * Replicates;

    /// <summary>Steps between which a task keeps kernels.</summary>
    public ImmutableArray<int> KernelStepsOf(int task) => IsHalf(task) ? [] : KernelSteps;

    public ISolver Solver(int task)
    {
        var (replicate, node) = (task / Nodes % Replicates, task % Nodes);
        var key = _key.Fork(IsHalf(task) ? "half" : "full").Fork(replicate).Fork(node);
        return _method.Match<ISolver>(
            causalMarch: m => MarchSolver.Sampled(Problem, IsHalf(task) ? Half(m.Sampling) : m.Sampling, _starts[node], key),
            compressedMarch: m => CompressedSolver.Start(
                Problem, IsHalf(task) ? Half(m.Sampling) : m.Sampling, _starts[node], KernelStepsOf(task), key),
            dampedIteration: m => IterationSolver.Start(Problem, m, _starts[node], key),
            exactQuadratic: _ => MarchSolver.Exact(Problem, _starts[node]));
    }

    /// <summary>Histories of the solution under way, its order parameters, and the records of those before.</summary>
    public long EstimateBytes()
    {
        long steps = Problem.Steps + 1;
        var triangle = steps * (steps + 1) / 2;
        var kernels = SolutionRecord.Kernels * (long)KernelSteps.Length * (KernelSteps.Length + 1) / 2;
        var record = SolutionRecord.Length((int)steps, 0, Problem.Descent.Mixture.Directions) + kernels;
        var records = record * (Replicates + (Nodes > 1 ? Nodes : 0));
        // G, C, M_C, M_R; an iteration has those of the old sweep, too; the closed form has an inverse and a covariance a noise level.
        var levels = Problem.Descent.Mixture.Components.Select(Problem.Descent.NoiseOf).Distinct().Count();
        var triangles = _method.Match(causalMarch: _ => 4, compressedMarch: _ => 0, dampedIteration: _ => 8, exactQuadratic: _ => 4 + (2 * levels));
        var numbers = records + (triangles * triangle);
        if (Sampling is not { } sampling) return sizeof(double) * numbers;
        long samples = Chunks.Count(sampling.Samples, SampleLayout.BlockSize) * SampleLayout.BlockSize;
        var rank = MaskChain.Of(Problem.Descent).IsFull ? Math.Min(steps, FullBatchRank) : steps;
        if (_method is DmftMethod.CompressedMarch) return CompressedBytes(samples, rank) + (sizeof(double) * numbers);
        var tangents = sampling.Tangents.Match(probes: _ => 0, exact: _ => triangle + steps);
        var histories = samples * ((2 * WholePages(steps)) + WholePages(rank)) * (sampling.SinglePrecision ? sizeof(float) : sizeof(double));
        return histories + (sizeof(double) * (numbers + (samples * (tangents + LayoutRows)) + (steps * rank)));
    }

    /// <summary>Innovations, basis, tangents along it, and the states of the steps between which correlations are kept.</summary>
    private long CompressedBytes(long samples, long rank)
    {
        var rows = 2 * WholePages(rank);
        for (var b = 0; b < rank; b++) rows += WholePages(rank - b);
        return sizeof(double) * samples * (rows + rank + LayoutRows + (2L * KernelSteps.Length));
    }

    private static long WholePages(long rows) => (rows + HistoryKernels.RowsPerPage - 1) / HistoryKernels.RowsPerPage * HistoryKernels.RowsPerPage;

    /// <summary>Half the samples, but never fewer than one a cluster.</summary>
    private DmftSampling Half(DmftSampling sampling)
    {
        var unit = sampling.MirrorPairs ? 2 : 1;
        var fewest = Math.Min(sampling.Samples, 2 * Problem.Descent.Mixture.Components.Length);
        return sampling with { Samples = Math.Max(sampling.Samples / 2 / unit * unit, fewest) };
    }

    private void RequireShort(DmftProblem problem, DmftMethod method)
    {
        var isCrossCheck = method is DmftMethod.DampedIteration or DmftMethod.CausalMarch { Sampling.Tangents: TangentRule.Exact };
        if (isCrossCheck && problem.Steps > DmftMethod.CrossCheckSteps)
        {
            throw new ArgumentException(
                $"The damped iteration and exact tangents are cross-checks for at most {DmftMethod.CrossCheckSteps} steps, not {problem.Steps}.",
                nameof(method));
        }
    }
}
