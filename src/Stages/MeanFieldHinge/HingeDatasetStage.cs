using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using Pipelines.Model.Datasets;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>Draws or reads the examples of a point.</summary>
internal static class HingeDatasetStage
{
    public static StageIdentity Stage { get; } = new("hinge-dataset", 1, StageRole.Generation);

    /// <summary>Everything that a drawn data set depends on.</summary>
    private sealed record DrawnIdentity(HingeDatasetSettings Settings, ulong Key, ulong Stream, Precision Precision);

    /// <summary>Everything that a data set from files depends on; not where they lie.</summary>
    private sealed record FilesIdentity(ImmutableArray<Digest> Files, string Reader, Precision Precision);

    public static ValueNode<HingeData<T>> Node<T>(
        HingeSource.Drawn source, HingeDatasetSettings settings, PointContext context, Precision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Example n is the same for any number of examples, so the stream does not depend on that.
        var stream = context.Stream("dataset", settings with { TrainingSamples = 1, TestSamples = 0, MislabelFraction = 0 });
        return new(
            Stage, new DrawnIdentity(settings, stream.Key, stream.Stream, precision), [],
            CostOf<T>(settings, source.InputDimension, flopsPerNumber: 20, reading: 0), (_, threads) =>
            {
                var training = new SyntheticDataset(source.Law, settings.TrainingSamples, source.InputDimension, settings.MislabelFraction);
                var test = new SyntheticDataset(source.Law, Math.Max(1, settings.TestSamples), source.InputDimension);
                return new Result<HingeData<T>>.Done(new(
                    training.Draw<T>(stream.Fork("training"), null, threads),
                    settings.TestSamples == 0 ? null : test.Draw<T>(stream.Fork("test"), null, threads)));
            });
    }

    /// <param name="source">What to make of the files.</param>
    /// <param name="settings">Numbers of examples.</param>
    /// <param name="files">The files of the source; all of them exist.</param>
    /// <param name="precision">Arithmetic of training.</param>
    public static ValueNode<HingeData<T>> Node<T>(
        HingeSource.FromFiles source, HingeDatasetSettings settings, ImmutableArray<GivenFile> files, Precision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var identity = new FilesIdentity([.. files.Select(f => f.Content!.Value)], source.Reader.Identity, precision);
        return new(Stage, identity, [], CostOf<T>(settings, source.Dimension, flopsPerNumber: 2, source.Reader.ReadingBytes(files, settings, source.Dimension)),
            (_, _) => new Result<HingeData<T>>.Done(source.Reader.Read<T>(files)));
    }

    /// <param name="settings">Numbers of examples.</param>
    /// <param name="inputDimension">d.</param>
    /// <param name="flopsPerNumber">What a number takes.</param>
    /// <param name="reading">Bytes in memory beside the examples while they are made.</param>
    private static Cost CostOf<T>(HingeDatasetSettings settings, int inputDimension, double flopsPerNumber, long reading)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Inputs, labels as trained and clean labels.
        var numbers = ((long)settings.TrainingSamples + settings.TestSamples) * (inputDimension + 2);
        return new(flopsPerNumber * numbers, reading + (numbers * Unsafe.SizeOf<T>()), 0);
    }
}
