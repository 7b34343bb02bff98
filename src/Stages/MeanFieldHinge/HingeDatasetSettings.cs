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
        [Setting("Training examples N, balanced between the labels", Minimum = 1)] int TrainingSamples,
        [Setting("Test examples, balanced between the labels", Minimum = 0)] int TestSamples = 0,
        [Setting("Pixels are divided by this", Minimum = 0, ExclusiveMinimum = true)] double PixelScale = 255,
        [Setting("Subtract the mean training image from every image")] bool RemoveMean = false,
        [Setting("Share of the training labels that are flipped: exactly round(share * N) of them", Minimum = 0, Maximum = 0.5, ExclusiveMaximum = true)]
        double MislabelFraction = 0,
        [Setting("When the files are absent the point is left out with this advice; empty makes it an error")] string IfAbsent = "")
        : HingeDatasetSettings(TrainingSamples, TestSamples, MislabelFraction);
}
