using Pipelines.Model.QuenchingActivation.Data;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>The examples of one point.</summary>
/// <param name="Training">Trained on.</param>
/// <param name="Test">Tested on next to the exact error; null when none were asked for.</param>
internal sealed record QuenchingData(LabelledSamples Training, LabelledSamples? Test)
{
    private static StageIdentity Stage { get; } = new("quenching-dataset", 1, StageRole.Generation);

    /// <summary>Draws the examples of a point.</summary>
    public static ValueNode<QuenchingData> Node(QuenchingSource source)
    {
        var sample = source.Dataset.Sample!;
        var numbers = ((long)sample.Training + sample.Test) * (sample.InputDimension + 1);
        return ValueNode.Of<QuenchingSource, QuenchingData>(Stage, source, [], new Cost(20.0 * numbers, 8 * numbers, 0), static (reads, _, _) =>
        {
            var sample = reads.Dataset.Sample!;
            return new Result<QuenchingData>.Done(new(
                Draw(reads, "training", sample.Training),
                sample.Test == 0 ? null : Draw(reads, "test", sample.Test)));
        });
    }

    private static LabelledSamples Draw(QuenchingSource source, string part, int count) =>
        LabelledSamples.Draw(source.SampleStream.Fork(part), source.Dataset.Sample!.Law, count, source.Dataset.InputDimension, source.Target);
}
