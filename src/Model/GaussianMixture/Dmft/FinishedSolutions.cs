using System.Collections.Immutable;
using Pipelines.Model.Runs;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>The solutions that a run has come to so far, in the order of its plan; none of them diverged unless the run is finished.</summary>
/// <param name="Nodes">Of the replicate under way.</param>
/// <param name="Replicates">Whole replicates.</param>
/// <param name="Halves">Whole replicates of half the samples.</param>
/// <param name="Endings">One a solution.</param>
internal sealed record FinishedSolutions(
    ImmutableArray<SolutionRecord> Nodes, ImmutableArray<SolutionRecord> Replicates, ImmutableArray<SolutionRecord> Halves,
    ImmutableArray<Termination> Endings)
{
    public static FinishedSolutions None { get; } = new([], [], [], []);

    /// <summary>Number of solutions.</summary>
    public int Count => Endings.Length;

    /// <summary>With one solution more; the nodes of a replicate become one record with the last of them, or where one diverges.</summary>
    public FinishedSolutions With(DmftPlan plan, ISolver solver, Termination ending)
    {
        var isHalf = plan.IsHalf(Count);
        var nodes = Nodes.Add(solver.Record(plan.KernelStepsOf(Count)));
        var after = this with { Nodes = nodes, Endings = Endings.Add(ending) };
        if (nodes.Length < plan.Nodes && ending is not Termination.Diverged) return after;
        var record = nodes.Length == 1 ? nodes[0] : SolutionRecord.Mean(nodes);
        return isHalf ? after with { Nodes = [], Halves = Halves.Add(record) } : after with { Nodes = [], Replicates = Replicates.Add(record) };
    }

    /// <summary>As plain numbers.</summary>
    public double[] ToNumbers() =>
        [Count, .. Endings.SelectMany(NumbersOf), .. Replicates.Concat(Halves).Concat(Nodes).SelectMany(r => r.ToNumbers())];

    /// <summary>The inverse, for the same plan.</summary>
    /// <exception cref="ArgumentException">The numbers are those of no unfinished run of this plan.</exception>
    public static FinishedSolutions FromNumbers(DmftPlan plan, ReadOnlySpan<double> numbers)
    {
        if (numbers.IsEmpty || !(numbers[0] >= 0 && numbers[0] < plan.Tasks))
            throw new ArgumentException("There is no such number of solutions.", nameof(numbers));
        var count = (int)numbers[0];
        var rest = numbers[1..];
        var endings = ImmutableArray.CreateBuilder<Termination>(count);
        for (var i = 0; i < count; i++) endings.Add(EndingOf(Take(ref rest, 3)));
        var (whole, replicates) = (count / plan.Nodes, Math.Min(count / plan.Nodes, plan.Replicates));
        var solutions = new FinishedSolutions(
            [],
            ReadRecords(replicates, plan, plan.KernelSteps, ref rest),
            ReadRecords(whole - replicates, plan, [], ref rest),
            endings.MoveToImmutable());
        solutions = solutions with { Nodes = ReadRecords(count % plan.Nodes, plan, plan.KernelStepsOf(count), ref rest) };
        return rest.IsEmpty ? solutions : throw new ArgumentException("There are more numbers than solutions.", nameof(numbers));
    }

    private static ImmutableArray<SolutionRecord> ReadRecords(
        int count, DmftPlan plan, ImmutableArray<int> kernelSteps, ref ReadOnlySpan<double> rest)
    {
        var records = ImmutableArray.CreateBuilder<SolutionRecord>(count);
        var (steps, directions) = (plan.Problem.Steps + 1, plan.Problem.Descent.Mixture.Directions);
        for (var i = 0; i < count; i++)
            records.Add(SolutionRecord.FromNumbers(
                steps, directions, kernelSteps, Take(ref rest, SolutionRecord.Length(steps, kernelSteps.Length, directions))));
        return records.MoveToImmutable();
    }

    private static double[] NumbersOf(Termination ending) => ending.Match<double[]>(
        reachedTime: e => [0, e.Time, 0],
        converged: e => [1, e.Time, e.Residual],
        diverged: _ => throw new InvalidOperationException("A run with a solution that diverged is finished."),
        outOfSteps: e => [2, e.Steps, 0]);

    private static Termination EndingOf(ReadOnlySpan<double> numbers) => numbers[0] switch
    {
        0 => new Termination.ReachedTime(numbers[1]),
        1 => new Termination.Converged(numbers[1], numbers[2]),
        2 => new Termination.OutOfSteps((long)numbers[1]),
        _ => throw new ArgumentException("There is no such ending.", nameof(numbers)),
    };

    private static ReadOnlySpan<double> Take(ref ReadOnlySpan<double> rest, int count)
    {
        if (count > rest.Length) throw new ArgumentException("The numbers end too early.", nameof(rest));
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
