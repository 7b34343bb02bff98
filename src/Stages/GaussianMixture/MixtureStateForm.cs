using System.Numerics;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Stages.States;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>The bytes of a simulation under way.</summary>
internal static class MixtureStateForm
{
    public static StateForm<MixtureProgress<T>> Of<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(
            Version: 1,
            (writer, progress) => writer.Optional(progress.State, state =>
            {
                writer.Integer(state.Step);
                writer.Vector(state.Weights);
                writer.Integer(state.Mask.Length);
                foreach (var isActive in state.Mask.Span) writer.Flag(isActive);
            }),
            reader => new(reader.Optional(() =>
            {
                var (step, weights, mask) = (reader.Integer(), reader.Vector<T>(), new bool[reader.Count(1)]);
                for (var i = 0; i < mask.Length; i++) mask[i] = reader.Flag();
                return new MixtureTrainingState<T>(step, weights, BatchMask.Copy(mask));
            })));
}
