using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Pipelines.Model.Inputs.Images;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.Numerics;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>Makes training and test examples of given files, in either precision; compared by content as part of a key.</summary>
internal interface IFileReader
{
    /// <exception cref="InvalidDataException">The files are not what the settings say.</exception>
    /// <exception cref="ArgumentException">The examples have no reference direction.</exception>
    HingeData<T> Read<T>(ImmutableArray<GivenFile> files)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>What the examples depend on beside the files' content.</summary>
    string Identity { get; }

    /// <summary>Memory for reading, beside what the examples themselves take.</summary>
    long ReadingBytes(ImmutableArray<GivenFile> files);
}

/// <summary>Images with classes.</summary>
/// <param name="trainingFiles">How many of the files, from the first on, hold training data.</param>
/// <param name="parse">From the files of either part to images.</param>
/// <param name="preparation">From images to examples.</param>
internal sealed class ImageReader(
    int trainingFiles, Func<ImmutableArray<GivenFile>, ClassifiedImages> parse, ImagePreparation preparation) : IFileReader
{
    /// <summary>How often the bytes of a file are in memory while it is read: as they lie, expanded (images shrink to a third or so), and
    /// joined.</summary>
    private const long ExpandedCopies = 8;

    /// <summary>Written out: another name in C# changes no key.</summary>
    public string Identity => string.Create(
        CultureInfo.InvariantCulture,
        $"images {trainingFiles} ImagePreparation {{ Labelling = {Labelling}, "
            + $"TrainingSelection = {Chosen(preparation.TrainingSelection)}, TestSelection = {Chosen(preparation.TestSelection)}, "
            + $"RemovesMean = {preparation.RemovesMean}, Reference = {WrittenNames.Of(preparation.Reference)} }}");

    public HingeData<T> Read<T>(ImmutableArray<GivenFile> files)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            var (training, test) = preparation.Prepare<T>(parse(files[..trainingFiles]), parse(files[trainingFiles..]));
            return new(training, test);
        }
        catch (InvalidDataException exception)
        {
            throw files[0].Problem(exception.Message);
        }
        catch (ArgumentException exception)
        {
            throw files[0].Problem(Require.Reason(exception));
        }
    }

    private string Labelling => preparation.Labelling.Match(
        parity: _ => "Parity { }",
        classRanges: r => string.Create(CultureInfo.InvariantCulture, $"ClassRanges {{ First = {r.First}, Size = {r.Size} }}"));

    public long ReadingBytes(ImmutableArray<GivenFile> files) => ExpandedCopies * files.Sum(f => f.Length);

    private static string Chosen(ImageSelection selection) => selection.Match(
        all: _ => "All { }",
        first: s => string.Create(CultureInfo.InvariantCulture, $"First {{ Count = {s.Count} }}"),
        balanced: s => string.Create(CultureInfo.InvariantCulture, $"Balanced {{ Count = {s.Count} }}"));

    /// <summary>A file of images, and one of their labels.</summary>
    public static ClassifiedImages Pair(ImmutableArray<GivenFile> files)
    {
        var (images, labels) = (files[0].Images(ImagePart.Images), files[1].Images(ImagePart.Labels));
        return images.Shape[0] == labels.Shape[0]
            ? ClassifiedImages.Of(images, labels)
            : throw files[1].Problem($"There are {labels.Shape[0]} labels; {files[0].Path} has {images.Shape[0]} images. Name files that belong together.");
    }

    /// <summary>Files of images with their labels, one after the other.</summary>
    public static ClassifiedImages Join(ImmutableArray<GivenFile> files, Func<ReadOnlyMemory<byte>, ClassifiedImages> parse) =>
        ClassifiedImages.Join([.. files.Select(f => f.MadeOfBytes(parse))]);
}

/// <summary>Numbers in tables: the training file, then the test file if there is one.</summary>
internal sealed class NumberReader(
    string label, ReferenceRule reference, ImmutableArray<double> direction, int inputDimension, int trainingSamples, int testSamples) : IFileReader
{
    /// <summary>The sizes are in it, so that a result of right sizes is not taken for one of wrong sizes.</summary>
    public string Identity => string.Create(
        CultureInfo.InvariantCulture, $"numbers {label.Length} {label} {Along} {trainingSamples} {testSamples} {inputDimension}");

    public HingeData<T> Read<T>(ImmutableArray<GivenFile> files)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var given = direction.IsDefaultOrEmpty ? null : DenseVector<double>.Copy(direction.AsSpan());
        var (columns, (training, w)) = files[0].Made(table => (table.Columns, GivenExamples.Training<T>(table, label, reference, given)));
        if (training.InputDimension != inputDimension)
            throw files[0].Mismatch($"has {training.InputDimension} input columns; dataset.inputDimension says {inputDimension}: correct one of them.");
        if (training.Examples != trainingSamples)
            throw files[0].Mismatch($"has {training.Examples} rows; dataset.trainingSamples says {trainingSamples}: correct one of them.");
        if (files.Length == 1) return new(training, null);
        var test = files[1].Made(table => GivenExamples.Test<T>(table, columns, label, w));
        return test.Examples == testSamples
            ? new(training, test)
            : throw files[1].Problem($"There are {test.Examples} test rows; dataset.testSamples says {testSamples}: correct one of them.");
    }

    /// <summary>One file is read after the other.</summary>
    public long ReadingBytes(ImmutableArray<GivenFile> files) =>
        files.Zip([trainingSamples, testSamples], (file, rows) => file.TableBytes((long)rows * (inputDimension + 1))).Max();

    /// <summary>The reference direction, as given to the bit or by its rule.</summary>
    private string Along => direction.IsDefaultOrEmpty
        ? WrittenNames.Of(reference)
        : string.Join(' ', direction.Select(c => BitConverter.DoubleToInt64Bits(c).ToString("x", CultureInfo.InvariantCulture)));
}
