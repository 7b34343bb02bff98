using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics;
using Pipelines.Model;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Model.MeanFieldHinge.Theory;
using Pipelines.Model.Numerics;
using Pipelines.Stages.Settings;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>The mean-field theory at the recorded steps: gradient flow by its clock, gradient descent by its recursion, limits and finite
/// width.</summary>
internal static class HingeTheoryStage
{
    public static StageIdentity Stage { get; } = new("hinge-theory", 3, StageRole.Theory);

    /// <summary>Projections of the table of spreads, in units of the mean |x_par|.</summary>
    private static ReadOnlySpan<double> Projections => [0, 1, 2, 4];

    /// <param name="problem">The problem that the theory solves.</param>
    /// <param name="recorded">Steps.</param>
    public static TableNode Node<T>(HingeTheoryProblem<T> problem, ImmutableArray<long> recorded)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TableNode.Of(
        Stage, new Reads<T>(problem, recorded), problem.Inputs, new(problem.Flops(recorded.Length), 1 << 20, 512L * recorded.Length),
        [
            HingeTheoryTables.Theory.Schema, HingeLimitTables.Limits.Schema, HingeSpreadTables.Width.Schema, HingeSpreadTables.Spread.Schema,
            HingeTheoryTables.Summary.Schema,
        ],
        static (reads, inputs) => StageRun.Once(_ => Solve(reads.Problem.Of(inputs), reads.Recorded, reads.Problem.IsExact)));

    private static ImmutableArray<Table> Solve(HingeProblem problem, ImmutableArray<long> recorded, bool isExact)
    {
        ImmutableArray<double> times = [.. recorded.Select(step => (double)step)];
        var flow = HingeTheory.Solve(problem, times);
        ImmutableArray<double> clocks = [.. flow.Select(o => o.Clock)];
        ImmutableArray<double> stepped = [.. HingeClock.Solve(problem, new HingeMethod.RungeKutta(), times).Select(s => s.Clock)];
        return
        [
            Theory(problem, times, flow, stepped, DiscreteClock.Solve(problem, recorded)),
            Limits(problem, times, clocks),
            .. Spreads(problem, recorded, clocks),
            HingeTheoryTables.Summary.Of([new(problem, isExact, HingeLandmarks.Disagreement(clocks, stepped))]),
        ];
    }

    private static Table Theory(
        HingeProblem problem, ImmutableArray<double> times, ImmutableArray<HingeObservables> flow, ImmutableArray<double> stepped,
        ImmutableArray<DescentObservables> descent)
    {
        var noiseless = HingeTheory.SolveAtNoiselessClock(problem, times);
        var (early, late) = (LargeTime.EarlyClock(problem, times), LargeTime.Clock(problem, times));
        var closed = GaussianTime.IsKnown(problem);
        // E[a w_par] through the slope of the output: the difference of two exponentials would lose the digits of a small clock.
        var productPerSlope = 2 * Math.Sqrt(problem.InputDimension);
        return HingeTheoryTables.Theory.Of([.. Enumerable.Range(0, times.Length).Select(i =>
        {
            var moments = NodeLaw.AtClock(flow[i].Clock).SecondMoments(problem);
            return new HingeTheoryTables.Row(
                flow[i], noiseless[i], descent[i],
                moments.Outer, moments.Parallel, productPerSlope * flow[i].OutputSlope,
                early[i], late[i], stepped[i], closed ? GaussianTime.Of(problem, flow[i].Clock) : double.NaN);
        })]);
    }

    private static Table Limits(HingeProblem problem, ImmutableArray<double> times, ImmutableArray<double> clocks)
    {
        ImmutableArray<double> Unknown() => [.. times.Select(_ => double.NaN)];
        var (lazy, late) = (LazyClock.Solve(problem, times), LazyClock.LateClock(problem, times));
        var unit = LazyClock.TimeUnit(problem);
        ImmutableArray<double> reduced = [.. times.Select(t => t / unit)];
        var universal = GaussianTime.IsKnown(problem) ? LazyClock.Universal(reduced) : Unknown();
        var rich = RichLimit.IsKnown(problem) ? RichLimit.At(problem, times) : Unknown();
        return HingeLimitTables.Limits.Of([.. Enumerable.Range(0, times.Length).Select(i => new HingeLimitTables.Row(
            clocks[i], problem.OutputScale, lazy[i], late[i], reduced[i], universal[i], rich[i]))]);
    }

    private static ImmutableArray<Table> Spreads(HingeProblem problem, ImmutableArray<long> recorded, ImmutableArray<double> clocks)
    {
        if (!problem.HasUnitWidths) return [HingeSpreadTables.Width.Of([]), HingeSpreadTables.Spread.Of([])];
        const SpreadConvention Printed = SpreadConvention.Printed, Subtracted = SpreadConvention.InitialOutputSubtracted;
        var (printed, subtracted) = (OutputSpread.OverInputs(problem, clocks, Printed), OutputSpread.OverInputs(problem, clocks, Subtracted));
        var (printedBands, subtractedBands) = (SatisfactionBand.At(problem, clocks, Printed), SatisfactionBand.At(problem, clocks, Subtracted));
        var width = HingeSpreadTables.Width.Of([.. recorded.Select((step, i) => new HingeSpreadTables.Row(
            step, clocks[i], printed[i], subtracted[i], printedBands[i], subtractedBands[i]))]);
        var unit = 2 * ProjectionStatistics.Of(problem.Law, problem.InputDimension).InitialDrive;
        var across = OutputSpread.MeanSquareAcross(problem);
        var examples =
            from i in Enumerable.Range(0, recorded.Length)
            from projection in Projections.ToArray().Select(p => p * unit)
            let length = Math.Sqrt((projection * projection) + across)
            where double.IsFinite(length)
            let spreads = (
                Printed: OutputSpread.OfOutput(problem, clocks[i], projection, length, Printed),
                Subtracted: OutputSpread.OfOutput(problem, clocks[i], projection, length, Subtracted))
            select new HingeSpreadTables.Example(
                recorded[i], projection, length, OutputSpread.Mean(problem, clocks[i], projection), spreads.Printed, spreads.Subtracted);
        return [width, HingeSpreadTables.Spread.Of([.. examples])];
    }

    [WrittenAs("HingeTheoryStage.Settings")]
    private sealed record Reads<T>([WrittenAs("Problem")] HingeTheoryProblem<T> Problem, [WrittenAs("Recorded")] ImmutableArray<long> Recorded)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>The mean-field problem of a point: known from the settings, but for the law of given data, which is read off them.</summary>
[WrittenAs("HingeTheoryProblem.Settings")]
internal sealed class HingeTheoryProblem<T>(HingeSettings settings, MarginLoss loss, HingeSource source, ValueNode<HingeData<T>> data)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [WrittenAs("Law")] public string Law => Drawn is null ? "given data" : Canonical.Encode(Drawn);

    [WrittenAs("HiddenUnits")] public int HiddenUnits { get; } = settings.Network.HiddenUnits;

    [WrittenAs("LearningRate")] public double LearningRate { get; } = settings.Training.LearningRateFor(settings.Network.HiddenUnits);

    [WrittenAs("OutputScale")] public double OutputScale { get; } = settings.Training.OutputScale;

    [WrittenAs("Margin")] public double Margin { get; } = settings.Training.Margin;

    [Setting("loss", "", IsLater = true)] public string? Loss { get; } = settings.Training.LossInKey;

    [NotInKey("its name stands for it")] private MarginLoss Function { get; } = loss;

    [WrittenAs("MislabelFraction")] public double MislabelFraction { get; } = settings.Dataset.MislabelFraction;

    [WrittenAs("TrainingSamples")] public int TrainingSamples { get; } = settings.Dataset.TrainingSamples;

    [WrittenAs("OuterWidth")] public double OuterWidth { get; } = settings.Network.OuterWidth;

    [WrittenAs("InnerWidth")] public double InnerWidth { get; } = settings.Network.InnerWidth;

    /// <summary>The law that the inputs are drawn from; null where they are given.</summary>
    [NotInKey("Law is its text")]
    private HingeDatasetSettings? Drawn { get; } = source is HingeSource.Drawn
        ? settings.Dataset with { TestSamples = 0 }
        : null;

    /// <summary>The data, where the law is theirs; null otherwise.</summary>
    private ValueNode<HingeData<T>>? Data { get; } = source is HingeSource.Drawn ? null : data;

    /// <summary>Operations for so many times. The averages of the linear hinge are formulas; those of other losses are integrals, and flipped labels
    /// ask for more of them.</summary>
    public double Flops(int times) => 1e6 + (Loss is null ? 0 : times * (MislabelFraction > 0 ? 4e7 : 1e7));

    public ImmutableArray<StageNode> Inputs => Data is null ? [] : [Data];

    /// <summary>Images violate E[x_perp | x_par] = 0: for them the theory is indicative only.</summary>
    public bool IsExact => Data is null;

    public HingeProblem Of(StageInputs inputs) => Data is { } node
        ? Solvable(() => Of(SamplesOf(inputs.Get(node)), inputs.Get(node).Training.InputDimension))
        : Solvable(() => HingeSource.Of(Drawn!) is HingeSource.Drawn law ? Of(law.Law, law.InputDimension) : throw new UnreachableException());

    /// <exception cref="InvalidDataException">Numbers that are good one by one leave the range of double precision together.</exception>
    private static HingeProblem Solvable(Func<HingeProblem> make)
    {
        try
        {
            var problem = make();
            // Either clock names the ratio at fault.
            _ = (HingeClock.InitialRate(problem), LazyClock.TimeUnit(problem));
            return problem;
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException(Require.Reason(exception), exception);
        }
    }

    private HingeProblem Of(InputLaw law, int inputDimension) => new(law, inputDimension, HiddenUnits, LearningRate)
    {
        OutputScale = OutputScale,
        Margin = Margin,
        Loss = Function,
        MislabelFraction = MislabelFraction,
        TrainingSamples = TrainingSamples,
        OuterWidth = OuterWidth,
        InnerWidth = InnerWidth,
    };

    private static InputLaw.Samples SamplesOf(HingeData<T> data)
    {
        var inputs = data.Training.Inputs;
        var radii = DenseVector<double>.Create(inputs.Rows, inputs, static (target, rows) =>
        {
            for (var n = 0; n < target.Length; n++)
            {
                var square = 0.0;
                foreach (var x in rows.Row(n)) square += double.CreateTruncating(x) * double.CreateTruncating(x);
                target[n] = Math.Sqrt(square);
            }
        });
        return new(data.Training.ParallelInputs(), radii);
    }
}
