using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Model.MeanFieldHinge.Theory;
using Pipelines.Model.Numerics;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>The mean-field hinge system: data, training, theory and their comparison (Pellegrini and Biroli 2020, arXiv 2006.11209).</summary>
public static class HingeSystem
{
    public static SystemDefinition Definition { get; } = With([]);

    /// <summary>The system with losses of one's own, which experiments then name: <c>training.loss: my-loss</c>.</summary>
    /// <remarks>In every key its name and its values stand for a function: one that is changed under its name is computed again.</remarks>
    /// <param name="losses">Losses with distinct names, none of them that of a built-in one.</param>
    /// <exception cref="ArgumentException">Two losses have one name.</exception>
    public static SystemDefinition With(ImmutableArray<MarginLoss.Custom> losses)
    {
        var known = new HingeLosses(losses);
        return SystemDefinition.Of<HingeSettings>(
            "mean-field-hinge",
            "one-hidden-layer ReLU network with hinge, logistic or another margin loss, and its mean-field theory",
            [
                HingeTables.Trajectory.Schema, HingeTables.Neurons.Schema, HingeTables.Satisfaction.Schema, HingeTables.Summary.Schema,
                HingeTheoryTables.Theory.Schema, HingeLimitTables.Limits.Schema, HingeSpreadTables.Width.Schema, HingeSpreadTables.Spread.Schema,
                HingeTheoryTables.Summary.Schema,
                HingeComparisonTables.Comparison.Schema, HingeComparisonTables.NodeLaw.Schema, HingeComparisonTables.Satisfaction.Schema,
                HingeComparisonTables.Summary.Schema,
            ],
            (settings, context) => Plan(settings, context, known)) with
        {
            Notes = HingeNotes.Of,
            NotedTables = [HingeTables.Trajectory.Schema.Name],
            Observables =
            [
                new(@"clock $\gamma$", "trajectory.measuredClock")
                {
                    Predicted = "theory.discreteClock",
                    Final = "trainingSummary.finalMeasuredClock",
                },
                new("training loss", "trajectory.trainingLoss") { Predicted = "theory.discreteLoss", Final = "trainingSummary.finalTrainingLoss" },
                new("test error", "trajectory.testError") { Final = "trainingSummary.finalTestError" },
            ],
        };
    }

    private static PointPlan Plan(HingeSettings settings, PointContext context, HingeLosses losses) =>
        (losses.Refusal(settings.Training) ?? settings.Record.Refusal(settings.Training.Steps)) is { } refused ? refused
        : settings.Training.Precision == Precision.Float32 ? Plan<float>(settings, losses.Find(settings.Training.Loss)!, context)
        : Plan<double>(settings, losses.Find(settings.Training.Loss)!, context);

    private static PointPlan Plan<T>(HingeSettings settings, MarginLoss loss, PointContext context)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var source = HingeSource.Of(settings.Dataset);
        ImmutableArray<(string Setting, GivenFile File)> files = source.Match(
            drawn: _ => [],
            fromFiles: s => s.Files.Select(f => (f.Setting, context.Files(f.Path))).ToImmutableArray());
        if (files.FirstOrDefault(f => f.File.Content is null) is { File: not null } unusable)
            return Unusable(source, unusable.Setting, unusable.File);
        if (TooLarge(settings, source) is { } refused) return refused;
        if (Unsolvable(settings, source, loss) is { } unsolvable) return unsolvable;
        var parameters = settings.Network.InitialParameters is { } path ? context.Files(path) : null;
        return parameters?.Refusal("network.initialParameters")
            ?? (PointPlan)HingePipeline.Of<T>(settings, loss, source, [.. files.Select(f => f.File)], parameters, context);
    }

    /// <summary>A point without its file is left out where the file is optional, and refused otherwise.</summary>
    private static PointPlan Unusable(HingeSource source, string setting, GivenFile file) =>
        source is HingeSource.FromFiles { IfAbsent: { } advice } && file.IsAbsent
            ? new PointPlan.Skipped($"there is no file {file.Path}; {advice}")
            : file.Refusal($"dataset.{setting}")!;

    /// <summary>Flipped examples may pull without bound: said of a loss before its network is trained.</summary>
    private static PointPlan.Refused? Unsolvable(HingeSettings settings, HingeSource source, MarginLoss loss)
    {
        if (loss is MarginLoss.LinearHinge or MarginLoss.Logistic || settings.Dataset.MislabelFraction == 0 || source is not HingeSource.Drawn law)
            return null;
        try
        {
            // Where learning stops in units of the inputs: sizes and rates do not enter.
            var problem = new HingeProblem(law.Law, law.InputDimension, HiddenUnits: 1, LearningRate: 1) { Loss = loss };
            _ = HingeClock.StationaryEdge(problem with { MislabelFraction = settings.Dataset.MislabelFraction });
            return null;
        }
        catch (ArgumentException exception)
        {
            return new("training.loss", Require.Reason(exception), "Take another loss or law, or dataset.mislabelFraction: 0.");
        }
    }

    /// <summary>Inner weights are one array, and so are inputs of files; those of a law need not be stored.</summary>
    private static PointPlan.Refused? TooLarge(HingeSettings settings, HingeSource source)
    {
        var inputDimension = source.EstimatedInputDimension;
        (string Setting, long Rows)[] matrices =
        [
            ("network.hiddenUnits", settings.Network.HiddenUnits),
            .. source.Match<(string, long)[]>(
                drawn: _ => [],
                fromFiles: _ =>
                [
                    ("dataset.trainingSamples", settings.Dataset.TrainingSamples), ("dataset.testSamples", settings.Dataset.TestSamples),
                ]),
        ];
        var (setting, rows) = matrices.FirstOrDefault(m => m.Rows * inputDimension > Array.MaxLength);
        return setting is null
            ? null
            : new(setting, $"{rows} x {inputDimension} numbers are more than one array holds, {Array.MaxLength}.", "Make one of the two smaller.");
    }
}

/// <summary>What the numbers of a point say about holding it against the theory.</summary>
internal static class HingeNotes
{
    /// <summary>Halfway between a reference direction that makes the labels and one that knows nothing of them.</summary>
    private const double LeastRuleShare = 0.75;

    public static ImmutableArray<string> Of(TableSet summaries) =>
    [
        .. TiesAtTheEnd(summaries) is > 0 and var ties ? [Ties(ties)] : Array.Empty<string>(),
        .. Number(summaries, HingeTables.SummaryColumns.PositiveShare) is 0 or 1
            ? ["the training examples are of one class only: the theory is not applicable"]
            : Array.Empty<string>(),
        .. Number(summaries, HingeTables.SummaryColumns.RuleShare) is { } share and < LeastRuleShare
            ? [Contradiction(share)]
            : Array.Empty<string>(),
        .. Number(summaries, HingeTheoryTables.SummaryColumns.CrossingTime) == 0
            ? ["too few examples: their noise exceeds the drive from the start, and the theory may fail from the first step on"]
            : Array.Empty<string>(),
    ];

    /// <summary>The share of test examples whose output is 0 when training ends: one error says what of it another counts as half.</summary>
    private static double? TiesAtTheEnd(TableSet tables)
    {
        if (tables.Tables.All(t => t.Name != HingeTables.Trajectory.Schema.Name)) return null;
        var rows = HingeTables.Trajectory.In(tables.Tables);
        if (rows.Count == 0) return null;
        double Last(TableColumn<HingeTables.Recorded> column) => rows[column, rows.Count - 1];
        // A share of whole examples, to rounding.
        return Math.Round(2 * (Last(HingeTables.TrajectoryColumns.TestError) - Last(HingeTables.TrajectoryColumns.TestErrorTiesHalf)), 9);
    }

    private static string Ties(double share) => FormattableString.Invariant(
        $"at the end {100 * share:0.##} % of the test examples have the output 0, as inputs that are all zero, such as blank images, always have: ")
        + "testError counts them as wrong, trajectory.testErrorTiesHalf as half wrong";

    private static string Contradiction(double share)
    {
        const string Consequence = "the theory, whose labels are sign(x_par), is indicative at best (for images, see dataset.removeMean)";
        return FormattableString.Invariant($"sign(x_par) is the label of only {100 * share:0} % of the training examples: {Consequence}");
    }

    private static double? Number<TRow>(TableSet summaries, TableColumn<TRow> column)
    {
        var values = summaries.Tables.Select(t => t.Find(column.Schema.Name)?.AsNumbers());
        return values.FirstOrDefault(v => v is not null) is [var value, ..] ? value : null;
    }
}

/// <summary>What the settings alone say about how far the theory may be trusted; <see cref="HingeNotes"/> says what only the numbers show.</summary>
internal static class HingeWarnings
{
    public static IEnumerable<string> Of(HingeSettings settings, bool closureIsExact, ImmutableArray<GivenFile> files)
    {
        if (files.GroupBy(f => f.Content).FirstOrDefault(g => g.Count() > 1) is { } same)
        {
            string[] paths = [.. same.Select(f => f.Path).Distinct()];
            yield return $"{string.Join(" and ", paths)} {(paths.Length == 1 ? "is named twice" : "have the same content")}: "
                + "errors on test examples that were trained on are not those on new ones.";
        }
        if (!closureIsExact)
            yield return "The examples come from files, for which E[x_perp | x_par] = 0 is not known to hold: the theory is indicative only.";
        if (settings.Network.InitialParameters is not null)
            yield return "The initial weights are given: the theory takes them as drawn with the widths of the settings; "
                + "comparison.ownClock starts from their own moments.";
        if (settings.Training.Shuffle && settings.Training.BatchSize is null)
            yield return "training.shuffle has no effect without training.batchSize: every step takes all examples.";
        if (settings.Training.BatchSize > settings.Dataset.TrainingSamples)
            yield return FormattableString.Invariant(
                $"training.batchSize is {settings.Training.BatchSize}: every step takes all {settings.Dataset.TrainingSamples} examples.");
        foreach (var unrecorded in settings.Record.Unrecorded(settings.Training.Steps, settings.Network.HiddenUnits)) yield return unrecorded;
        if (settings.Training.BatchSize < settings.Dataset.TrainingSamples)
            yield return "The theory is of full batches: minibatches add a noise that it does not know.";
        if (settings.Dataset.MislabelFraction > 0
            && Model.MeanFieldHinge.Data.Mislabelling.Count(settings.Dataset.TrainingSamples, settings.Dataset.MislabelFraction) == 0)
            yield return "The share of flipped labels is less than half an example: none is flipped, but the theory counts the share.";
    }
}
