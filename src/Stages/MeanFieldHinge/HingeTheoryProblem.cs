using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics;
using Pipelines.Model;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Theory;
using Pipelines.Model.Numerics;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>The mean-field problem of a point: known from the settings, but for the law of given data, which is read off them.</summary>
[WrittenAs("HingeTheoryProblem.Settings")]
internal sealed class HingeTheoryProblem<T>(HingeSettings settings, HingeSource source, ValueNode<HingeData<T>> data)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [WrittenAs("Law")] public string Law => Drawn is null ? "given data" : Canonical.Encode(Drawn);

    [WrittenAs("HiddenUnits")] public int HiddenUnits { get; } = settings.Network.HiddenUnits;

    [WrittenAs("LearningRate")] public double LearningRate { get; } = settings.Training.LearningRateFor(settings.Network.HiddenUnits);

    [WrittenAs("OutputScale")] public double OutputScale { get; } = settings.Training.OutputScale;

    [WrittenAs("Margin")] public double Margin { get; } = settings.Training.Margin;

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
