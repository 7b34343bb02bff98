using System.Diagnostics;
using Pipelines.Model.Datasets.Images;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>Where the examples come from.</summary>
[SettingUnion("law")]
public abstract record HingeDatasetSettings
{
    private HingeDatasetSettings(int trainingSamples, int testSamples, double mislabelFraction) =>
        (TrainingSamples, TestSamples, MislabelFraction) = (trainingSamples, testSamples, mislabelFraction);

    /// <summary>Training examples N.</summary>
    public int TrainingSamples { get; init; }

    /// <summary>Examples that the test error is measured on.</summary>
    public int TestSamples { get; init; }

    /// <summary>Share of the training labels that are flipped.</summary>
    public double MislabelFraction { get; init; }

    /// <summary>d; for images, whose files are not open yet, that of the usual 28 x 28 pixels: estimates of cost use it, nothing else.</summary>
    public int EstimatedInputDimension => Match(gaussian: s => s.InputDimension, idx: _ => 28 * 28);

    public T Match<T>(Func<Gaussian, T> gaussian, Func<Idx, T> idx)
    {
        ArgumentNullException.ThrowIfNull(gaussian);
        ArgumentNullException.ThrowIfNull(idx);
        return this switch
        {
            Gaussian settings => gaussian(settings),
            Idx settings => idx(settings),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Inputs with independent standard normal components; labels are the sign of the first.</summary>
    [SettingCase("gaussian", "independent standard normal components, label = sign along the reference direction")]
    public sealed record Gaussian(
        [Setting("Input dimension d", Minimum = 1)] int InputDimension,
        [Setting("Training examples N", Minimum = 1)] int TrainingSamples,
        [Setting("Test examples", Minimum = 0)] int TestSamples = 0,
        [Setting("Share of the training labels that are flipped: exactly round(share * N) of them", Minimum = 0, Maximum = 0.5, ExclusiveMaximum = true)]
        double MislabelFraction = 0)
        : HingeDatasetSettings(TrainingSamples, TestSamples, MislabelFraction);

    /// <summary>Images in the MNIST file format, labelled by parity.</summary>
    [SettingCase("idx", "MNIST-style image files, label = parity of the class (even = +1)")]
    public sealed record Idx(
        [Setting("Image file (IDX, plain or .gz)")] string Images,
        [Setting("Label file (IDX, plain or .gz)")] string Labels,
        [Setting("Test image file (IDX, plain or .gz)")] string TestImages,
        [Setting("Test label file (IDX, plain or .gz)")] string TestLabels,
        [Setting("Training examples N, the first of each label in stored order, half of them of either", Minimum = 2)] int TrainingSamples,
        [Setting("Test examples, likewise", Minimum = 2)] int TestSamples,
        [Setting("Subtract the mean training image from every image")] bool RemoveMean = false,
        [Setting("Where the reference direction w* is taken from")] ReferenceRule Reference = ReferenceRule.ClassMeanDifference,
        [Setting("When a file is absent the point is left out with this advice; without it an absent file is an error")] string? IfAbsent = null)
        : HingeDatasetSettings(TrainingSamples, TestSamples, 0);
}
