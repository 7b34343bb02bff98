using System.Collections.Immutable;
using System.Diagnostics;
using Pipelines.Model;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>Where the examples come from.</summary>
[SettingUnion("law")]
[WrittenAs("HingeDatasetSettings")]
public abstract record HingeDatasetSettings
{
    private const string Dimension = "Input dimension d";
    private const string Chosen = "Training examples N, the first of each label in stored order, half of them of either";
    private const string ChosenForTest = "Test examples, the first of each label in stored order, half of them of either";
    private const string Direction = "Where the reference direction w* is taken from";
    private const string Drawing = "Which examples of the files take part";
    private const string Absent = "When a file is absent the point is left out with this advice; without it an absent file is an error";

    /// <summary>Lengths are squared, and sums of squares must stay within double precision.</summary>
    private const double Shortest = 1e-100, Longest = 1e100;

    private HingeDatasetSettings(int trainingSamples, int testSamples, double mislabelFraction) =>
        (TrainingSamples, TestSamples, MislabelFraction) = (trainingSamples, testSamples, mislabelFraction);

    /// <summary>N.</summary>
    [Setting("trainingSamples", "Training examples N", Minimum = 1, Symbol = "N", Example = "10000")]
    public int TrainingSamples { get; init; }

    /// <summary>Examples that the test error is measured on.</summary>
    [Setting("testSamples", "Test examples", Minimum = 0, Example = "10000")]
    public int TestSamples { get; init; }

    /// <summary>Below one half: there nothing can be learnt, above it the flipped rule.</summary>
    [Setting("mislabelFraction",
        "Share of the training labels that are flipped, below one half: exactly round(share * N) of them", Minimum = 0, Maximum = 0.5,
        ExclusiveMaximum = true, Symbol = "delta", Example = "0.1")]
    public double MislabelFraction { get; init; }

    [SettingCase("gaussian", "independent standard normal components, label = sign along the reference direction")]
    public sealed record Gaussian(
        [Setting("inputDimension", Dimension, Minimum = 1, Symbol = "d", Example = "100")] int InputDimension,
        int TrainingSamples,
        int TestSamples = 0,
        double MislabelFraction = 0)
        : HingeDatasetSettings(TrainingSamples, TestSamples, MislabelFraction);

    [SettingCase("sphere", "uniform on a sphere, label = sign along the reference direction")]
    public sealed record Sphere(
        [Setting("inputDimension", Dimension, Minimum = 1, Symbol = "d", Example = "100")] int InputDimension,
        int TrainingSamples,
        int TestSamples = 0,
        double MislabelFraction = 0,
        [Setting("radius", "Length of every input", Minimum = Shortest, Maximum = Longest, Example = "10")] double Radius = 1)
        : HingeDatasetSettings(TrainingSamples, TestSamples, MislabelFraction);

    [SettingCase("ball", "uniform in a ball, label = sign along the reference direction")]
    public sealed record Ball(
        [Setting("inputDimension", Dimension, Minimum = 1, Symbol = "d", Example = "100")] int InputDimension,
        int TrainingSamples,
        int TestSamples = 0,
        double MislabelFraction = 0,
        [Setting("radius", "Largest length of an input", Minimum = Shortest, Maximum = Longest, Example = "10")] double Radius = 1)
        : HingeDatasetSettings(TrainingSamples, TestSamples, MislabelFraction);

    [SettingCase("shells", "a mixture of spheres, which is any radial law in steps; label = sign along the reference direction")]
    public sealed record Shells(
        [Setting("inputDimension", Dimension, Minimum = 1, Symbol = "d", Example = "100")] int InputDimension,
        int TrainingSamples,
        [Setting("radii", "Lengths of the inputs", Minimum = Shortest, Maximum = Longest, Example = "[5, 10]")] ImmutableArray<double> Radii,
        [Setting("weights", "Their probabilities", Minimum = 0, Maximum = 1, Example = "[0.5, 0.5]")] ImmutableArray<double> Weights,
        int TestSamples = 0,
        double MislabelFraction = 0)
        : HingeDatasetSettings(TrainingSamples, TestSamples, MislabelFraction), IValidatedSettings
    {
        public IEnumerable<Violation> Violations()
        {
            if (Radii.IsEmpty || Radii.Length != Weights.Length)
                yield return new(
                    "weights", $"{Radii.Length} radii and {Weights.Length} weights make no mixture.", "Give one weight for each radius.");
            else if (Math.Abs(Weights.Sum() - 1) > 1e-12)
                yield return new("weights", FormattableString.Invariant($"The weights sum to {Weights.Sum()}."), "Make them sum to 1.");
        }
    }

    [SettingCase("student-t", "multivariate Student t with unit scale matrix, label = sign along the reference direction")]
    public sealed record StudentT(
        [Setting("inputDimension", Dimension, Minimum = 1, Symbol = "d", Example = "100")] int InputDimension,
        int TrainingSamples,
        [Setting("degreesOfFreedom", "Degrees of freedom; the noise of the drive is finite above 2", Minimum = 1, ExclusiveMinimum = true,
            Example = "5")]
        double DegreesOfFreedom,
        int TestSamples = 0,
        double MislabelFraction = 0)
        : HingeDatasetSettings(TrainingSamples, TestSamples, MislabelFraction);

    [SettingCase("idx", "image files (IDX, NumPy, HDF5), label = parity of the class (even = +1) or by choice")]
    public sealed record Idx(
        [Setting("images", "Image file (IDX, .npy, .npz, HDF5; plain or .gz)", Example = "train-images-idx3-ubyte.gz", IsGivenFile = true)]
        string Images,
        [Setting("labels", "Label file (IDX, .npy, .npz, HDF5; plain or .gz)", Example = "train-labels-idx1-ubyte.gz", IsGivenFile = true)]
        string Labels,
        [Setting("testImages", "Test image file (IDX, .npy, .npz, HDF5; plain or .gz)", Example = "t10k-images-idx3-ubyte.gz", IsGivenFile = true)]
        string TestImages,
        [Setting("testLabels", "Test label file (IDX, .npy, .npz, HDF5; plain or .gz)", Example = "t10k-labels-idx1-ubyte.gz", IsGivenFile = true)]
        string TestLabels,
        [Setting("trainingSamples", Chosen, Minimum = 2, Symbol = "N", Example = "10000")] int TrainingSamples,
        [Setting("testSamples", ChosenForTest, Minimum = 2, Example = "10000")] int TestSamples,
        [Setting("removeMean", "Subtract the mean training image from every image")] bool RemoveMean = false,
        [Setting("reference", Direction, Symbol = "w*", Example = "label-weighted-mean")] ReferenceRule Reference = ReferenceRule.ClassMeanDifference,
        [Setting("ifAbsent", Absent, Example = "apt-get install dataset-fashion-mnist")] string? IfAbsent = null,
        [Setting("classes", ClassLists.Meaning, Minimum = 0, Maximum = 255, Example = "[[0, 1], [8, 9]]")]
        ImmutableArray<ImmutableArray<int>> Classes = default,
        [Setting("subset", Drawing, Example = "drawn")] Subset Subset = Subset.Stored)
        : HingeDatasetSettings(TrainingSamples, TestSamples, 0), IValidatedSettings
    {
        public IEnumerable<Violation> Violations() => ClassLists.Violations(Classes);
    }

    [SettingCase("cifar10", "CIFAR-10 binary batches, label = parity of the class (even = +1) or by choice")]
    public sealed record Cifar10(
        [Setting("batches", "Training batches (.bin, plain or .gz)", Example = "[data_batch_1.bin, data_batch_2.bin]", IsGivenFile = true)]
        ImmutableArray<string> Batches,
        [Setting("testBatches", "Test batches (.bin, plain or .gz)", Example = "[test_batch.bin]", IsGivenFile = true)]
        ImmutableArray<string> TestBatches,
        [Setting("trainingSamples", Chosen, Minimum = 2, Symbol = "N", Example = "10000")] int TrainingSamples,
        [Setting("testSamples", ChosenForTest, Minimum = 2, Example = "10000")] int TestSamples,
        [Setting("removeMean", "Subtract the mean training image from every image")] bool RemoveMean = true,
        [Setting("reference", Direction, Symbol = "w*", Example = "label-weighted-mean")] ReferenceRule Reference = ReferenceRule.ClassMeanDifference,
        [Setting("ifAbsent", Absent, Example = "apt-get install dataset-fashion-mnist")] string? IfAbsent = null,
        [Setting("classes", ClassLists.Meaning, Minimum = 0, Maximum = 9, Example = "[[0, 1], [8, 9]]")]
        ImmutableArray<ImmutableArray<int>> Classes = default,
        [Setting("subset", Drawing, Example = "drawn")] Subset Subset = Subset.Stored)
        : HingeDatasetSettings(TrainingSamples, TestSamples, 0), IValidatedSettings
    {
        public IEnumerable<Violation> Violations() =>
            [.. NoFile("batches", Batches), .. NoFile("testBatches", TestBatches), .. ClassLists.Violations(Classes)];
    }

    [SettingCase("imagenet32", "32 x 32 ImageNet batches, label by ranges of classes")]
    public sealed record ImageNet32(
        [Setting("batches", "Training batches (.npz with data and labels)", Example = "[train_data_batch_1.npz]", IsGivenFile = true)]
        ImmutableArray<string> Batches,
        [Setting("testBatches", "Test batches (.npz with data and labels)", Example = "[val_data.npz]", IsGivenFile = true)]
        ImmutableArray<string> TestBatches,
        [Setting("trainingSamples", Chosen, Minimum = 2, Symbol = "N", Example = "10000")] int TrainingSamples,
        [Setting("testSamples", ChosenForTest, Minimum = 2, Example = "10000")] int TestSamples,
        [Setting("firstClass", "First class that is +1", Minimum = 0, Maximum = 998, Example = "10")] int FirstClass = 0,
        [Setting("classesPerLabel", "Classes in a range: so many are +1, the next so many are -1", Minimum = 1, Maximum = 500, Example = "100")]
        int ClassesPerLabel = 500,
        [Setting("removeMean", "Subtract the mean training image from every image")] bool RemoveMean = true,
        [Setting("reference", Direction, Symbol = "w*", Example = "label-weighted-mean")] ReferenceRule Reference = ReferenceRule.ClassMeanDifference,
        [Setting("ifAbsent", Absent, Example = "apt-get install dataset-fashion-mnist")] string? IfAbsent = null,
        [Setting("subset", Drawing, Example = "drawn")] Subset Subset = Subset.Stored)
        : HingeDatasetSettings(TrainingSamples, TestSamples, 0), IValidatedSettings
    {
        public IEnumerable<Violation> Violations() => [.. NoFile("batches", Batches), .. NoFile("testBatches", TestBatches)];
    }

    [SettingCase("given", "numbers in CSV, Parquet, NumPy or HDF5 files, one example a row")]
    public sealed record Given(
        [Setting("file", "Training file: every column but the label's is an input", Example = "training.csv", IsGivenFile = true)]
        string File,
        [Setting("trainingSamples", "Training examples N: as many as the file has rows, or fewer of them with subset: drawn", Minimum = 1,
            Symbol = "N", Example = "10000")]
        int TrainingSamples,
        [Setting("inputDimension", "Input dimension d: columns without the label's", Minimum = 1, Symbol = "d", Example = "100")] int InputDimension,
        [Setting("testFile", "Test file with the same columns", Example = "test.csv", With = "testSamples: 1000", IsGivenFile = true)]
        string? TestFile = null,
        [Setting("testSamples", "Test examples: as many as testFile has rows, or fewer of them with subset: drawn; 0 for none", Minimum = 0,
            Example = "1000", With = "testFile: test.csv")]
        int TestSamples = 0,
        [Setting("label", "Column of the labels: +1 and -1, or 1 and 0, or what classes names", Example = "class")] string Label = "label",
        [Setting("reference", Direction, Symbol = "w*", Example = "label-weighted-mean")] ReferenceRule Reference = ReferenceRule.ClassMeanDifference,
        [Setting("referenceDirection", "The reference direction w* itself, one number an input, of any positive length; absent: taken from the data",
            Symbol = "w*", Example = "[1, 0, 0]", With = "inputDimension: 3")]
        ImmutableArray<double> ReferenceDirection = default,
        [Setting("ifAbsent", Absent, Example = "apt-get install dataset-fashion-mnist")] string? IfAbsent = null,
        [Setting("classes", ClassLists.Meaning, TakesNumber = true, Example = "[[cat], [dog]]")]
        ImmutableArray<ImmutableArray<string>> Classes = default,
        [Setting("subset", Drawing + "; drawn ones without a testFile leave the test examples to others of the file", Example = "drawn")]
        Subset Subset = Subset.Stored)
        : HingeDatasetSettings(TrainingSamples, TestSamples, 0), IValidatedSettings
    {
        public IEnumerable<Violation> Violations()
        {
            foreach (var violation in ClassLists.Violations(Classes)) yield return violation;
            if (TestFile is null && TestSamples > 0 && Subset == Subset.Stored)
                yield return new(
                    "testSamples", $"{TestSamples} test examples are asked for, but no file of them.",
                    "Name it: testFile; or draw both from the one file: subset: drawn.");
            if (TestFile is not null && TestSamples == 0)
                yield return new("testFile", "A test file is named, but no test example is asked for.", "Give testSamples, the number of its rows.");
            if (ReferenceDirection.IsDefaultOrEmpty) yield break;
            if (ReferenceDirection.Length != InputDimension)
                yield return new(
                    "referenceDirection", $"The reference direction has {ReferenceDirection.Length} components, the inputs have {InputDimension}.",
                    "Give one number for each input.");
            else if (ReferenceDirection.All(c => c == 0))
                yield return new(
                    "referenceDirection", "A reference direction of length 0 has no direction.", "Give at least one number other than 0.");
        }
    }

    public T Match<T>(
        Func<Gaussian, T> gaussian, Func<Sphere, T> sphere, Func<Ball, T> ball, Func<Shells, T> shells, Func<StudentT, T> studentT,
        Func<Idx, T> idx, Func<Cifar10, T> cifar10, Func<ImageNet32, T> imageNet32, Func<Given, T> given)
    {
        ArgumentNullException.ThrowIfNull(gaussian);
        ArgumentNullException.ThrowIfNull(sphere);
        ArgumentNullException.ThrowIfNull(ball);
        ArgumentNullException.ThrowIfNull(shells);
        ArgumentNullException.ThrowIfNull(studentT);
        ArgumentNullException.ThrowIfNull(idx);
        ArgumentNullException.ThrowIfNull(cifar10);
        ArgumentNullException.ThrowIfNull(imageNet32);
        ArgumentNullException.ThrowIfNull(given);
        return this switch
        {
            Gaussian settings => gaussian(settings),
            Sphere settings => sphere(settings),
            Ball settings => ball(settings),
            Shells settings => shells(settings),
            StudentT settings => studentT(settings),
            Idx settings => idx(settings),
            Cifar10 settings => cifar10(settings),
            ImageNet32 settings => imageNet32(settings),
            Given settings => given(settings),
            _ => throw new UnreachableException(),
        };
    }

    private static IEnumerable<Violation> NoFile(string key, ImmutableArray<string> files) =>
        files.IsDefaultOrEmpty ? [new(key, $"{key} names no file.", "Name at least one batch.")] : [];
}
