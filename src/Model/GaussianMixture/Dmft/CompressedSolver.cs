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
