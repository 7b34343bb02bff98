using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Pipelines.Model.Inputs.Given;
using Pipelines.Model.Inputs.Images;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>The two kinds of data sets: drawn from a law that the theory knows in closed form, or made of given files.</summary>
internal abstract record HingeSource
{
    private HingeSource() { }

    /// <param name="Law">Law that inputs are drawn from.</param>
    /// <param name="InputDimension">d.</param>
    public sealed record Drawn(InputLaw Law, int InputDimension) : HingeSource;

    /// <param name="Files">Files to read: setting and path of each.</param>
    /// <param name="IfAbsent">What to say when a file is absent; null makes that an error.</param>
    /// <param name="Dimension">Numbers per example, for estimates of cost.</param>
    /// <param name="Subset">Which of the examples take part.</param>
    /// <param name="Reader">Makes examples of the files.</param>
    public sealed record FromFiles(
        ImmutableArray<(string Setting, string Path)> Files, string? IfAbsent, int Dimension, Subset Subset, IFileReader Reader) : HingeSource;

    /// <summary>d; for images, whose files are not open yet, that of their usual format: estimates of cost use it, nothing else.</summary>
    public int EstimatedInputDimension => Match(drawn => drawn.InputDimension, files => files.Dimension);

    public static HingeSource Of(HingeDatasetSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Match<HingeSource>(
            gaussian: s => new Drawn(new InputLaw.Gaussian(), s.InputDimension),
            sphere: s => new Drawn(new InputLaw.Sphere(s.Radius), s.InputDimension),
            ball: s => new Drawn(new InputLaw.Ball(s.Radius), s.InputDimension),
            shells: s =>
            {
                var (radii, weights) = (DenseVector<double>.Copy(s.Radii.AsSpan()), DenseVector<double>.Copy(s.Weights.AsSpan()));
                return new Drawn(new InputLaw.Shells(radii, weights), s.InputDimension);
            },
            studentT: s => new Drawn(new InputLaw.StudentT(s.DegreesOfFreedom), s.InputDimension),
            idx: s => new FromFiles(
                [("images", s.Images), ("labels", s.Labels), ("testImages", s.TestImages), ("testLabels", s.TestLabels)], s.IfAbsent, 28 * 28,
                s.Subset, new ImageReader(2, ImageReader.Pair, Preparation(s, Labelling(s.Classes), s.RemoveMean, s.Reference))),
            cifar10: s => new FromFiles(
                Batches(s.Batches, s.TestBatches), s.IfAbsent, 3 * 32 * 32, s.Subset,
                new ImageReader(s.Batches.Length, files => ImageReader.Join(files, CifarBatch.Read),
                    Preparation(s, Labelling(s.Classes), s.RemoveMean, s.Reference))),
            imageNet32: s => new FromFiles(
                Batches(s.Batches, s.TestBatches), s.IfAbsent, 3 * 32 * 32, s.Subset,
                new ImageReader(s.Batches.Length, files => ImageReader.Join(files, ImageNetBatch.Read),
                    Preparation(s, new ImageLabelling.ClassRanges(s.FirstClass, s.ClassesPerLabel), s.RemoveMean, s.Reference))),
            given: s => new FromFiles(
                s.TestFile is null ? [("file", s.File)] : [("file", s.File), ("testFile", s.TestFile)], s.IfAbsent, s.InputDimension, s.Subset,
                new NumberReader(
                    new(s.Label, s.Classes), s.Reference, s.ReferenceDirection, s.InputDimension, s.TrainingSamples, s.TestSamples)));
    }

    public T Match<T>(Func<Drawn, T> drawn, Func<FromFiles, T> fromFiles) => this switch
    {
        Drawn source => drawn(source),
        FromFiles source => fromFiles(source),
        _ => throw new UnreachableException(),
    };

    private static ImmutableArray<(string, string)> Batches(ImmutableArray<string> training, ImmutableArray<string> test) =>
        [.. training.Select(path => ("batches", path)), .. test.Select(path => ("testBatches", path))];

    private static ImageLabelling Labelling(ImmutableArray<ImmutableArray<int>> classes) =>
        classes is not { IsDefault: false, Length: 2 } ? new ImageLabelling.Parity() : new ImageLabelling.Chosen(classes[0], classes[1]);

    private static ImagePreparation Preparation(HingeDatasetSettings settings, ImageLabelling labelling, bool removeMean, ReferenceRule reference) =>
        new(
        labelling, new ImageSelection.Balanced(settings.TrainingSamples), new ImageSelection.Balanced(settings.TestSamples), removeMean, reference);
}

/// <summary>Makes training and test examples of given files, in either precision; compared by content as part of a key.</summary>
internal interface IFileReader
{
    /// <exception cref="InvalidDataException">The files are not what the settings say.</exception>
    /// <exception cref="ArgumentException">The examples have no reference direction.</exception>
    /// <param name="files">The files, whose content is that of the key.</param>
    /// <param name="draw">Draws the examples that take part; null takes those in stored order.</param>
    HingeData<T> Read<T>(ImmutableArray<GivenFile> files, RandomKey? draw)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>What the examples depend on beside the files' content.</summary>
    string Identity { get; }

    /// <summary>Memory for reading, beside what the examples themselves take.</summary>
    long ReadingBytes(ImmutableArray<GivenFile> files, Subset subset);
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

    public HingeData<T> Read<T>(ImmutableArray<GivenFile> files, RandomKey? draw)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            var (training, test) = preparation.Prepare<T>(parse(files[..trainingFiles]), parse(files[trainingFiles..]), draw);
            return new(training, test);
        }
        catch (Exception exception) when (exception is InvalidDataException or ChoiceException)
        {
            throw files[exception is ChoiceException { IsOfTest: true } ? trainingFiles : 0].Problem(exception.Message, exception);
        }
        catch (ArgumentException exception)
        {
            throw files[0].Problem(Require.Reason(exception));
        }
    }

    private string Labelling => preparation.Labelling.Match(
        parity: _ => "Parity { }",
        classRanges: r => string.Create(CultureInfo.InvariantCulture, $"ClassRanges {{ First = {r.First}, Size = {r.Size} }}"),
        chosen: c => $"Chosen {{ Positive = [{string.Join(", ", c.Positive)}], Negative = [{string.Join(", ", c.Negative)}] }}");

    public long ReadingBytes(ImmutableArray<GivenFile> files, Subset subset) => ExpandedCopies * files.Sum(f => f.Length);

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
            : throw files[1].Problem(
                $"There are {labels.Shape[0]} labels; {files[0].Path} has {images.Shape[0]} images. Name files that belong together.");
    }

    /// <summary>Files of images with their labels, one after the other.</summary>
    public static ClassifiedImages Join(ImmutableArray<GivenFile> files, Func<ReadOnlyMemory<byte>, ClassifiedImages> parse) =>
        ClassifiedImages.Join([.. files.Select(f => f.MadeOfBytes(parse))]);
}

/// <summary>Numbers in tables: the training file, then the test file if there is one.</summary>
internal sealed class NumberReader(
    LabelColumn label, ReferenceRule reference, ImmutableArray<double> direction, int inputDimension, int trainingSamples, int testSamples)
    : IFileReader
{
    /// <summary>The sizes are in it, so that a result of right sizes is not taken for one of wrong sizes.</summary>
    public string Identity => string.Create(
        CultureInfo.InvariantCulture,
        $"numbers {label.Name.Length} {label.Name} {Along} {trainingSamples} {testSamples} {inputDimension}{Classes}");

    public HingeData<T> Read<T>(ImmutableArray<GivenFile> files, RandomKey? draw)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var file = files[0];
        var all = Rows(file, draw?.Fork("training"));
        if (all.Inputs.Length != inputDimension)
            throw file.Mismatch(
                $"has {all.Inputs.Length} input columns; dataset.inputDimension says {inputDimension}: correct one of them.",
                "dataset.inputDimension");
        var isSplit = files.Length == 1 && testSamples > 0;
        GivenSubset.Require(
            file, all.Count, draw is not null, ("dataset.trainingSamples", trainingSamples), ("dataset.testSamples", isSplit ? testSamples : 0));
        var given = direction.IsDefaultOrEmpty ? null : DenseVector<double>.Copy(direction.AsSpan());
        var (training, w) = file.Made(_ => GivenExamples.Training<T>(all.First(trainingSamples), reference, given), label.Name);
        if (testSamples == 0) return new(training, null);
        if (isSplit) return new(training, file.Made(_ => GivenExamples.Test<T>(all.Last(testSamples), all.Inputs, w), label.Name));
        var others = Rows(files[1], draw?.Fork("test"));
        GivenSubset.Require(files[1], others.Count, draw is not null, ("dataset.testSamples", testSamples), ("", 0));
        return new(training, files[1].Made(_ => GivenExamples.Test<T>(others.First(testSamples), all.Inputs, w), label.Name));
    }

    /// <summary>One file is read after the other.</summary>
    public long ReadingBytes(ImmutableArray<GivenFile> files, Subset subset) => files.Zip([trainingSamples, testSamples], (file, rows) =>
    {
        var numbers = (long)rows * (inputDimension + 1);
        return subset == Subset.Drawn || !label.Classes.IsDefaultOrEmpty ? GivenSubset.TableBytes(file, numbers) : file.TableBytes(numbers);
    }).Max();

    private LabelledTable Rows(GivenFile file, RandomKey? draw) => file.Made(table =>
    {
        var rows = LabelledTable.Of(table, label);
        return draw is { } key ? rows.Drawn(key) : rows;
    }, label.Name);

    /// <summary>Every class with its length.</summary>
    private string Classes => label.Classes.IsDefaultOrEmpty
        ? ""
        : $" classes{string.Concat(label.Classes.Select(l => $" {l.Length}{string.Concat(l.Select(c => $" {c.Length} {c}"))}"))}";

    /// <summary>The reference direction, as given to the bit or by its rule.</summary>
    private string Along => direction.IsDefaultOrEmpty
        ? WrittenNames.Of(reference)
        : string.Join(' ', direction.Select(c => BitConverter.DoubleToInt64Bits(c).ToString("x", CultureInfo.InvariantCulture)));
}
