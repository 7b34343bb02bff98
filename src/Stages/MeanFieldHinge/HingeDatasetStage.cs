using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using Pipelines.Model;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.Randomness;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>Draws or reads the examples of a point.</summary>
internal static class HingeDatasetStage
{
    public static StageIdentity Stage { get; } = new("hinge-dataset", 1, StageRole.Generation);

    /// <summary>What a drawn data set depends on.</summary>
    [WrittenAs("HingeDatasetStage.DrawnIdentity")]
    private sealed class Drawn(HingeDatasetSettings settings, PointContext context, Precision precision)
    {
        [WrittenAs("Settings")] public HingeDatasetSettings Settings { get; } = settings;

        /// <summary>Example n is the same for any number of examples, so the stream does not depend on that.</summary>
        [WrittenAs("")]
        public RandomKey Stream { get; } =
            context.Stream("dataset", settings with { TrainingSamples = 1, TestSamples = 0, MislabelFraction = 0 });

        [WrittenAs("Precision")] public Precision Precision { get; } = precision;
    }

    /// <summary>What a data set from files depends on; not where they lie.</summary>
    [WrittenAs("HingeDatasetStage.FilesIdentity")]
    private sealed class Given(ImmutableArray<GivenFile> files, IFileReader reader, Precision precision)
    {
        [WrittenAs("Files")] public ImmutableArray<GivenFile> Files { get; } = files;

        [WrittenAs("Reader")] public string ReaderName => Reader.Identity;

        [NotInKey("its identity stands for it")] public IFileReader Reader { get; } = reader;

        [WrittenAs("Precision")] public Precision Precision { get; } = precision;
    }

    /// <summary>What a data set depends on whose examples are drawn from files.</summary>
    [WrittenAs("HingeDatasetStage.SubsetIdentity")]
    private sealed class Subset(Given given, RandomKey stream)
    {
        [WrittenAs("")] public Given Given { get; } = given;

        [WrittenAs("")] public RandomKey Stream { get; } = stream;
    }

    public static ValueNode<HingeData<T>> Node<T>(
        HingeSource.Drawn source, HingeDatasetSettings settings, PointContext context, Precision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ValueNode.Of<Drawn, HingeData<T>>(
        Stage, new(settings, context, precision), [], CostOfDrawing<T>(settings, source.InputDimension),
        static (reads, _, threads) =>
        {
            var (settings, law) = (reads.Settings, (HingeSource.Drawn)HingeSource.Of(reads.Settings));
            var training = new SyntheticDataset(law.Law, settings.TrainingSamples, law.InputDimension, settings.MislabelFraction);
            var test = new SyntheticDataset(law.Law, Math.Max(1, settings.TestSamples), law.InputDimension);
            return new Result<HingeData<T>>.Done(new(
                Draw<T>(training, reads.Stream.Fork("training"), threads),
                settings.TestSamples == 0 ? null : Draw<T>(test, reads.Stream.Fork("test"), threads)));
        });

    /// <summary>Inputs that take more memory than this are drawn again wherever they are looked at; the results have the same bits.</summary>
    private const long MostStoredBytes = 1L << 30;

    private static bool IsStored<T>(long examples, int inputDimension) => examples * inputDimension * Unsafe.SizeOf<T>() <= MostStoredBytes;

    private static LabelledDataset<T> Draw<T>(SyntheticDataset data, RandomKey key, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => IsStored<T>(data.Examples, data.InputDimension)
        ? data.Draw<T>(key, null, threads)
        : data.DrawOnDemand<T>(key, null, threads);

    /// <param name="source">What to make of the files.</param>
    /// <param name="settings">Numbers of examples.</param>
    /// <param name="files">The files of the source; all of them exist.</param>
    /// <param name="context">Seed and replicate, where examples are drawn from the files.</param>
    /// <param name="precision">Arithmetic of training.</param>
    public static ValueNode<HingeData<T>> Node<T>(
        HingeSource.FromFiles source, HingeDatasetSettings settings, ImmutableArray<GivenFile> files, PointContext context, Precision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var given = new Given(files, source.Reader, precision);
        var cost = CostOf<T>(settings, source.Dimension, flopsPerNumber: 2, source.Reader.ReadingBytes(files, source.Subset));
        return source.Subset == Stages.Subset.Stored
            ? ValueNode.Of<Given, HingeData<T>>(
                Stage, given, [], cost, static (reads, _, _) => new Result<HingeData<T>>.Done(reads.Reader.Read<T>(reads.Files, null)))
            : ValueNode.Of<Subset, HingeData<T>>(
                Stage, new(given, GivenSubset.StreamOf(context)), [], cost,
                static (reads, _, _) => new Result<HingeData<T>>.Done(reads.Given.Reader.Read<T>(reads.Given.Files, reads.Stream)));
    }

    private static Cost CostOfDrawing<T>(HingeDatasetSettings settings, int inputDimension)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Labels as trained and clean; inputs, or projections and, where labels are flipped, an order of the examples.
        long Bytes(long examples) => examples * (
            (2 * Unsafe.SizeOf<T>()) + (IsStored<T>(examples, inputDimension) ? (long)inputDimension * Unsafe.SizeOf<T>() : sizeof(double)));
        const double flopsPerNumber = 20;
        return new(
            flopsPerNumber * ((double)settings.TrainingSamples + settings.TestSamples) * inputDimension,
            Bytes(settings.TrainingSamples) + Bytes(settings.TestSamples) + (settings.MislabelFraction > 0 ? 4L * settings.TrainingSamples : 0), 0);
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

/// <summary>The examples of one point.</summary>
/// <param name="Training">Trained on.</param>
/// <param name="Test">Tested on; null when none were asked for.</param>
public sealed record HingeData<T>(LabelledDataset<T> Training, LabelledDataset<T>? Test)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>Reads the initial parameters that are given, once for all points that start from them.</summary>
internal static class HingeParametersStage
{
    public static StageIdentity Stage { get; } = new("hinge-parameters", 1, StageRole.Generation);

    /// <summary>What the parameters depend on; not where the file lies.</summary>
    [WrittenAs("HingeParametersStage.Identity")]
    private sealed record Reads([WrittenAs("File")] GivenFile File, [WrittenAs("Precision")] Precision Precision);

    /// <param name="file">The file; it exists.</param>
    /// <param name="hiddenUnits">M, for the estimate of memory.</param>
    /// <param name="inputDimension">d, likewise.</param>
    public static ValueNode<Parameters<T>> Node<T>(GivenFile file, int hiddenUnits, int inputDimension)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var numbers = (long)hiddenUnits * (inputDimension + 1);
        var precision = typeof(T) == typeof(float) ? Precision.Float32 : Precision.Float64;
        return ValueNode.Of<Reads, Parameters<T>>(
            Stage, new(file, precision), [],
            new Cost(2.0 * numbers, file.TableBytes(numbers) + (numbers * Unsafe.SizeOf<T>()), 0),
            static (reads, _, _) => new Result<Parameters<T>>.Done(reads.File.Made(t => GivenExamples.Network<T>(t, "outerWeight"))));
    }
}
