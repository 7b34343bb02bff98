using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.Datasets;
using Pipelines.Model.Datasets.Images;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>Draws or reads the examples of a point.</summary>
internal static class HingeDatasetStage
{
    public static StageIdentity Stage { get; } = new("hinge-dataset", 1, StageRole.Generation);

    /// <summary>What drawn inputs depend on: example n is the same for any number of examples.</summary>
    private sealed record DrawnSettings(string Law, int InputDimension);

    /// <summary>Everything that a drawn data set depends on.</summary>
    private sealed record DrawnIdentity(HingeDatasetSettings Settings, ulong Key, ulong Stream, Precision Precision);

    /// <summary>Everything that a data set of images depends on; not where its files lie.</summary>
    private sealed record ImagesIdentity(
        ImmutableArray<Digest> Files, int TrainingSamples, int TestSamples, bool RemoveMean, ReferenceRule Reference, Precision Precision);

    public static ValueNode<HingeData<T>> Node<T>(HingeDatasetSettings.Gaussian settings, PointContext context, Precision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var stream = context.Stream("dataset", new DrawnSettings("gaussian", settings.InputDimension));
        var law = new InputLaw.Gaussian();
        return new(
            Stage, new DrawnIdentity(settings, stream.Key, stream.Stream, precision), [],
            CostOf<T>(settings, flopsPerNumber: 20), (_, threads) =>
            {
                var training = new SyntheticDataset(law, settings.TrainingSamples, settings.InputDimension, settings.MislabelFraction);
                var test = new SyntheticDataset(law, Math.Max(1, settings.TestSamples), settings.InputDimension);
                return new Result<HingeData<T>>.Done(new(
                    training.Draw<T>(stream.Fork("training"), null, threads),
                    settings.TestSamples == 0 ? null : test.Draw<T>(stream.Fork("test"), null, threads)));
            });
    }

    /// <param name="settings">What to make of the images.</param>
    /// <param name="files">Training images and labels, test images and labels; all of them exist.</param>
    /// <param name="precision">Arithmetic of training.</param>
    public static ValueNode<HingeData<T>> Node<T>(HingeDatasetSettings.Idx settings, ImmutableArray<GivenFile> files, Precision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var identity = new ImagesIdentity(
            [.. files.Select(f => f.Content!.Value)], settings.TrainingSamples, settings.TestSamples, settings.RemoveMean, settings.Reference, precision);
        return new(Stage, identity, [], CostOf<T>(settings, flopsPerNumber: 2), (_, _) =>
        {
            try
            {
                var training = IdxFile.Read(files[0].Read(), files[1].Read());
                var test = IdxFile.Read(files[2].Read(), files[3].Read());
                var preparation = new ImagePreparation(
                    new ImageLabelling.Parity(), new ImageSelection.Balanced(settings.TrainingSamples), new ImageSelection.Balanced(settings.TestSamples),
                    settings.RemoveMean, settings.Reference);
                var prepared = preparation.Prepare<T>(training, test);
                return new Result<HingeData<T>>.Done(new(prepared.Training, prepared.Test));
            }
            catch (Exception exception) when (exception is InvalidDataException or ArgumentException)
            {
                return new Result<HingeData<T>>.Failed(new StageFailure.Refused(exception.Message));
            }
        });
    }

    private static Cost CostOf<T>(HingeDatasetSettings settings, double flopsPerNumber)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Inputs, labels as trained and clean labels.
        var numbers = ((long)settings.TrainingSamples + settings.TestSamples) * (settings.EstimatedInputDimension + 2);
        return new(flopsPerNumber * numbers, 2 * numbers * System.Runtime.CompilerServices.Unsafe.SizeOf<T>(), 0);
    }
}
