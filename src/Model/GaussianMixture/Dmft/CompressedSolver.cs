using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Randomness;
using Pipelines.Model.Runs;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>The causal march in time and memory that do not depend on how far back the past goes: see <see cref="CompressedProcess"/>.</summary>
internal sealed class CompressedSolver : ISolver
{
    private readonly DmftProblem _problem;
    private readonly CompressedProcess _process;
    private readonly CompressedTrack _track;

    private CompressedSolver(DmftProblem problem, CompressedProcess process, CompressedTrack track, Termination? ending) =>
        (_problem, _process, _track, Ending) = (problem, process, track, ending);

    public Termination? Ending { get; }

    public double Fraction => (double)_track.Steps / (_problem.Steps + 1);

    /// <param name="problem">What is to be solved, under full batch.</param>
    /// <param name="sampling">How averages are taken; its rule for tangents has no say.</param>
    /// <param name="overlaps">m(0).</param>
    /// <param name="kernelSteps">Steps between which correlations are kept.</param>
    /// <param name="key">Names the random numbers, as it does for a march.</param>
    public static CompressedSolver Start(
        DmftProblem problem, DmftSampling sampling, double[] overlaps, ImmutableArray<int> kernelSteps, RandomKey key) =>
        new(
            problem, new CompressedProcess(problem.Descent, sampling, key), new CompressedTrack(problem.Descent, overlaps, kernelSteps), null);

    /// <exception cref="ArgumentException">Some steps have masks, or the basis would be rounded.</exception>
    public static void Require(MixtureProblem problem, DmftSampling sampling)
    {
        if (sampling.SinglePrecision)
            throw new ArgumentException("The compressed march divides by a millionth: its functions are kept in double precision.", nameof(sampling));
        if (!MaskChain.Of(problem).IsFull)
            throw new ArgumentException("The compressed march needs full batch: fresh masks make every step new.", nameof(problem));
    }

    public ISolver Advance(int steps, int threads)
    {
        var (process, track, ending) = (_process.Fork(), _track.Fork(), Ending);
        using var team = new ThreadTeam(threads);
        for (var i = 0; i < steps && ending is null; i++)
        {
            ending = TakeStep(process, track, team);
            if (track.Steps == _problem.Steps + 1) ending ??= new Termination.ReachedTime(_problem.Descent.LearningRate * _problem.Steps);
        }
        return new CompressedSolver(_problem, process, track, ending);
    }

    public SolutionRecord Record(ImmutableArray<int> kernelSteps) => _track.ToRecord();

    private static Termination.Diverged? TakeStep(CompressedProcess process, CompressedTrack track, ThreadTeam team)
    {
        if (track.FirstDefect(process) is { } defect) return new(track.Steps, defect);
        var averages = process.Step(track.Overlaps, team);
        if (averages.FirstNonFinite() is { } cause) return new(track.Steps, cause);
        track.Close(averages, process, team);
        return null;
    }
}

/// <summary>What a compressed march has found so far: m, the numbers of every step, and correlations between the steps that were asked for.</summary>
internal sealed class CompressedTrack
{
    private static readonly string TooManyFunctions =
        FormattableString.Invariant($"the past takes more than {DmftPlan.FullBatchRank} functions of time")
        + ", as it does where descent is chaotic and hardly a step can be left out: memory is counted for no more."
        + " A smaller learning rate, or the march with all its past (theory.method: march)";

    private readonly MixtureProblem _problem;
    private readonly ImmutableArray<int> _kernelSteps;
    private readonly List<double> _points;
    private readonly List<double>[] _kernels;
    private readonly List<(double[] Overlaps, double[] State, double[] Force)> _kept;

    public CompressedTrack(MixtureProblem problem, double[] overlaps, ImmutableArray<int> kernelSteps)
        : this(problem, kernelSteps, overlaps, [], [.. Enumerable.Range(0, SolutionRecord.Kernels).Select(_ => new List<double>())], [])
    {
    }

    private CompressedTrack(
        MixtureProblem problem, ImmutableArray<int> kernelSteps, double[] overlaps, List<double> points, List<double>[] kernels,
        List<(double[] Overlaps, double[] State, double[] Force)> kept)
    {
        (_problem, _kernelSteps, Overlaps) = (problem, kernelSteps, overlaps);
        (_points, _kernels, _kept) = (points, kernels, kept);
    }

    /// <summary>Number of steps whose averages are known.</summary>
    public int Steps => _points.Count / SolutionRecord.Width(Overlaps.Length);

    /// <summary>m of the step to come. Never changed in place.</summary>
    public double[] Overlaps { get; private set; }

    public CompressedTrack Fork() => new(_problem, _kernelSteps, Overlaps, [.. _points], [.. _kernels.Select(k => k.ToList())], [.. _kept]);

    /// <summary>Names what is wrong with the step to come; null when nothing is.</summary>
    public string? FirstDefect(CompressedProcess process) =>
        !Overlaps.All(double.IsFinite) ? "the magnetization is not finite"
        : !double.IsFinite(process.Variance) ? "the correlation is not finite"
        : process.Basis.Coordinates.Length > DmftPlan.FullBatchRank ? TooManyFunctions
        : null;

    /// <summary>Writes down the step that the process has taken, and takes the process to the next.</summary>
    public void Close(StepAverages averages, CompressedProcess process, ThreadTeam team)
    {
        var (m, square) = (Overlaps, MixtureObservables.Product(Overlaps, Overlaps) + process.Variance);
        var (rank, neglected, tangents) = (process.Basis.Coordinates.Length, process.NeglectedShare, process.Basis.NeglectedTangents);
        if (_kernelSteps.BinarySearch(Steps) >= 0) KeepKernels(process);
        var decay = 1 - (_problem.LearningRate * _problem.Ridge);
        var covariance = process.Extend(averages, team);
        Overlaps = [.. m.Zip(averages.Drift, (old, drift) => (decay * old) - (_problem.LearningRate * drift))];
        var residual = MixtureObservables.Product(Overlaps, m) + covariance - (decay * square) + (_problem.LearningRate * averages.ForceOverlap);
        _points.AddRange(SolutionRecord.PointOf(_problem, m, square, averages, residual, new(rank, neglected, tangents)));
    }

    public SolutionRecord ToRecord()
    {
        var steps = Steps;
        return SolutionRecord.FromNumbers(
            steps, Overlaps.Length, [.. _kernelSteps.Where(step => step < steps)], [.. _points, .. _kernels.SelectMany(k => k)]);
    }

    /// <summary>C_perp and M_C between this step and those kept before; the response and M_R are known to the basis as a whole only: NaN.</summary>
    private void KeepKernels(CompressedProcess process)
    {
        var latest = (Overlaps, State: process.State(), Force: process.ForceState());
        _kept.Add(latest);
        foreach (var (m, state, force) in _kept)
        {
            var correlation = RowKernels.Dot<double>(latest.State, state);
            _kernels[0].Add(RowKernels.Dot<double>(latest.Force, force));
            _kernels[1].Add(double.NaN);
            _kernels[2].Add(correlation);
            _kernels[3].Add(correlation + MixtureObservables.Product(latest.Overlaps, m));
            _kernels[4].Add(double.NaN);
        }
    }
}
