using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>Two computations of one key gave different bytes. Neither can be trusted, and no result of the two is used.</summary>
public sealed class NondeterminismException(Digest key, string stage)
    : Exception(
        $"Nondeterminism: stage {stage} gave two different results for the same key {key.Hex}. Either the stage does not repeat, which is a bug to "
            + $"report, "
        + "or a machine computes or stores wrongly. 'pipelines verify' drops both; the next run computes the result again.")
{
    public Digest Key { get; } = key;
}
