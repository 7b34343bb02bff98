using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Theories.MeanFieldHinge;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>The mean-field problem of a point: known from the settings, but for the law of given data, which is read off them.</summary>
internal sealed class HingeTheoryProblem
{
    private readonly Func<StageInputs, HingeProblem> _of;

    private HingeTheoryProblem(Settings identity, ImmutableArray<StageNode> inputs, Func<StageInputs, HingeProblem> of) =>
        (Identity, Inputs, _of) = (identity, inputs, of);

    /// <summary>Exactly what the problem depends on, beside given data.</summary>
    internal sealed record Settings(
        string Law, int HiddenUnits, double LearningRate, double OutputScale, double Margin, double MislabelFraction, int TrainingSamples,
        double OuterWidth, double InnerWidth);

    public Settings Identity { get; }

    /// <summary>The data, where the law is theirs; nothing otherwise.</summary>
    public ImmutableArray<StageNode> Inputs { get; }

    /// <summary>Images violate E[x_perp | x_par] = 0: for them the theory is indicative only.</summary>
    public bool IsExact => Inputs.IsEmpty;

    public HingeProblem Of(StageInputs inputs) => _of(inputs);

    public static HingeTheoryProblem Of<T>(HingeSettings settings, HingeSource source, ValueNode<HingeData<T>> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var units = settings.Network.HiddenUnits;
        var identity = new Settings(
            source is HingeSource.Drawn ? Canonical.Encode(settings.Dataset with { TestSamples = 0 }) : "given data", units,
            settings.Training.LearningRateFor(units), settings.Training.OutputScale, settings.Training.Margin,
            settings.Dataset.MislabelFraction, settings.Dataset.TrainingSamples, settings.Network.OuterWidth, settings.Network.InnerWidth);
        return source.Match(
            drawn: law => new HingeTheoryProblem(identity, [], _ => Solvable(() => ProblemOf(identity, law.Projection, law.InputDimension))),
            fromFiles: _ => new(identity, [data], inputs => Solvable(() =>
                ProblemOf(identity, SamplesOf(inputs.Get(data)), inputs.Get(data).Training.InputDimension))));
    }

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

    private static HingeProblem ProblemOf(Settings settings, ProjectionLaw law, int inputDimension) =>
        new(law, inputDimension, settings.HiddenUnits, settings.LearningRate)
        {
            OutputScale = settings.OutputScale,
            Margin = settings.Margin,
            MislabelFraction = settings.MislabelFraction,
            TrainingSamples = settings.TrainingSamples,
            OuterWidth = settings.OuterWidth,
            InnerWidth = settings.InnerWidth,
        };

    private static ProjectionLaw.Samples SamplesOf<T>(HingeData<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
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
