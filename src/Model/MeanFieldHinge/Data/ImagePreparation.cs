using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics;
using Pipelines.Model.Inputs.Given;
using Pipelines.Model.Inputs.Images;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.MeanFieldHinge.Data;

/// <summary>From images to examples: labels, selection, scale, mean, reference direction.</summary>
/// <param name="Labelling">How classes become labels.</param>
/// <param name="TrainingSelection">Which training images take part.</param>
/// <param name="TestSelection">Which test images take part.</param>
/// <param name="RemovesMean">Whether the mean of the chosen training images is subtracted, from test images too.</param>
/// <param name="Reference">Where w* comes from.</param>
public sealed record ImagePreparation(
    ImageLabelling Labelling,
    ImageSelection TrainingSelection,
    ImageSelection TestSelection,
    bool RemovesMean = false,
    ReferenceRule Reference = ReferenceRule.ClassMeanDifference)
{
    /// <summary>Bytes are divided by this.</summary>
    private const double ByteScale = 255;

    /// <summary>Training and test set, with one w* taken from the training set.</summary>
    /// <remarks>Inputs are computed in double and rounded once, so that T = float holds the rounded numbers of T = double.</remarks>
    /// <param name="training">Images to train on.</param>
    /// <param name="test">Images to test on.</param>
    /// <param name="draw">Draws which images of either are chosen; null chooses the first ones.</param>
    /// <exception cref="InvalidDataException">Image sizes differ.</exception>
    /// <exception cref="ChoiceException">There are too few images of a kind, or none has a class that was chosen.</exception>
    /// <exception cref="ArgumentException">The training set has no reference direction, for instance because it holds one class only.</exception>
    public (LabelledDataset<T> Training, LabelledDataset<T> Test) Prepare<T>(ClassifiedImages training, ClassifiedImages test, RandomKey? draw = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(test);
        if (training.Dimension != test.Dimension)
            throw new InvalidDataException(
                $"Training images have {training.Dimension} bytes, test images {test.Dimension}; name files of one size of images.");
        var (trainingLabels, testLabels) = (Labels(training), Labels(test));
        var (trainingRows, testRows) = (
            TrainingSelection.Choose(trainingLabels, false, draw?.Fork("training"), label => Labelling.Absent(label, training, "training")),
            TestSelection.Choose(testLabels, true, draw?.Fork("test"), label => Labelling.Absent(label, test, "test")));
        var mean = RemovesMean ? Mean(training, trainingRows) : new double[training.Dimension];
        var inputs = Inputs<T>(training, trainingRows, mean);
        var labels = Select<T>(trainingLabels, trainingRows);
        var direction = Reference == ReferenceRule.ClassMeanDifference
            ? Directions.ClassMeanDifference(inputs, labels)
            : Directions.LabelWeightedMean(inputs, labels);
        return (
            new(inputs, labels, direction, Provenance(TrainingSelection)),
            new(Inputs<T>(test, testRows, mean), Select<T>(testLabels, testRows), direction, Provenance(TestSelection)));
    }

    private string Provenance(ImageSelection selection) =>
        $"images, {Labelling}, {selection}, bytes / 255{(RemovesMean ? ", training mean removed" : "")}, reference {Reference}";

    private int[] Labels(ClassifiedImages images) => [.. images.Classes.ToArray().Select(Labelling.Label)];

    private static double[] Mean(ClassifiedImages images, int[] rows)
    {
        var sums = new long[images.Dimension];
        foreach (var row in rows)
        {
            var pixels = images.Pixels(row);
            for (var k = 0; k < pixels.Length; k++) sums[k] += pixels[k];
        }
        return [.. sums.Select(sum => sum / ByteScale / rows.Length)];
    }

    private static DenseMatrix<T> Inputs<T>(ClassifiedImages images, int[] rows, double[] mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        DenseMatrix<T>.Create(rows.Length, images.Dimension, (images, rows, mean), static (target, from) =>
        {
            for (var n = 0; n < from.rows.Length; n++)
            {
                var pixels = from.images.Pixels(from.rows[n]);
                var row = target.Slice(n * pixels.Length, pixels.Length);
                for (var k = 0; k < row.Length; k++) row[k] = T.CreateTruncating((pixels[k] / ByteScale) - from.mean[k]);
            }
        });

    private static DenseVector<T> Select<T>(int[] labels, int[] rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        DenseVector<T>.Create(rows.Length, (labels, rows), static (target, from) =>
        {
            for (var n = 0; n < target.Length; n++) target[n] = T.CreateChecked(from.labels[from.rows[n]]);
        });
}

/// <summary>How classes become labels ±1.</summary>
public abstract record ImageLabelling
{
    /// <summary>More classes than these are not listed.</summary>
    private const int MostListed = 20;

    private ImageLabelling() { }

    /// <summary>Even classes +1, odd classes −1.</summary>
    public sealed record Parity : ImageLabelling;

    /// <summary>Classes First, ..., First + Size − 1 are +1, the next Size classes −1; images of other classes are left out.</summary>
    public sealed record ClassRanges(int First, int Size) : ImageLabelling;

    /// <summary>Two lists of classes, +1 and −1; images of other classes are left out.</summary>
    public sealed record Chosen(ImmutableArray<int> Positive, ImmutableArray<int> Negative) : ImageLabelling;

    public T Match<T>(Func<Parity, T> parity, Func<ClassRanges, T> classRanges, Func<Chosen, T> chosen)
    {
        ArgumentNullException.ThrowIfNull(parity);
        ArgumentNullException.ThrowIfNull(classRanges);
        ArgumentNullException.ThrowIfNull(chosen);
        return this switch
        {
            Parity rule => parity(rule),
            ClassRanges rule => classRanges(rule),
            Chosen rule => chosen(rule),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Says which classes of a label no image has, and what to do; empty where each has one. Of classes that are not listed one by one it
    /// speaks only where no image has any of them.</summary>
    /// <param name="label">+1 or −1; 0 for both.</param>
    /// <param name="images">The images.</param>
    /// <param name="part">What the images are for.</param>
    internal string Absent(int label, ClassifiedImages images, string part)
    {
        int[] present = [.. images.Classes.ToArray().Distinct().Order()];
        bool IsMeant(int c) => label == 0 ? Label(c) != 0 : Label(c) == label;
        string Unless(string classes) => present.Any(IsMeant) ? "" : classes;
        var absent = Match(
            parity: _ => Unless(label == 0 ? "any class" : label > 0 ? "an even class" : "an odd class"),
            classRanges: r => Unless(
                $"class {(label < 0 ? r.First + r.Size : r.First)} to {(label > 0 ? r.First + r.Size : r.First + (2 * r.Size)) - 1}"),
            chosen: c => c.Positive.Concat(c.Negative).Where(IsMeant).Distinct().Except(present).Order().ToArray() is { Length: > 0 } none
                ? $"class {string.Join(" or ", none)}"
                : "");
        var classes = present.Length <= MostListed ? string.Join(", ", present) : $"{present.Length} from {present[0]} to {present[^1]}";
        return absent.Length == 0 ? "" : $"No {part} image is of {absent}; the classes are {classes}. Name classes that there are.";
    }

    /// <summary>+1, −1, or 0 for a class that takes no part.</summary>
    internal int Label(int imageClass) => Match(
        parity: _ => imageClass % 2 == 0 ? 1 : -1,
        classRanges: r => imageClass < r.First || imageClass >= r.First + (2 * r.Size) ? 0 : imageClass < r.First + r.Size ? 1 : -1,
        chosen: c => c.Positive.Contains(imageClass) ? 1 : c.Negative.Contains(imageClass) ? -1 : 0);
}
