using Pipelines.Model.Randomness;
using Pipelines.Model.Theories.QuenchingActivation;
using Pipelines.Model.Training.QuenchingActivation;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>The examples of one point.</summary>
/// <param name="Training">Trained on.</param>
/// <param name="Test">Tested on next to the exact error; null when none were asked for.</param>
internal sealed record QuenchingData(LabelledSamples Training, LabelledSamples? Test)
{
    private static StageIdentity Stage { get; } = new("quenching-dataset", 1, StageRole.Generation);

    /// <summary>Draws the examples of a point.</summary>
    public static ValueNode<QuenchingData> Node(
        QuenchingTask.DataIdentity identity, QuenchingSample sample, RandomKey stream, TargetFunction target)
    {
        var numbers = ((long)sample.Training + sample.Test) * (sample.InputDimension + 1);
        return new(Stage, identity, [], new Cost(20.0 * numbers, 8 * numbers, 0), (_, _) => new Result<QuenchingData>.Done(new(
            Draw("training", sample.Training),
            sample.Test == 0 ? null : Draw("test", sample.Test))));

        LabelledSamples Draw(string part, int count) =>
            LabelledSamples.Draw(stream.Fork(part), sample.Law, count, sample.InputDimension, target);
    }
}
