using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Pipelines.Model.Datasets.Given;
using Pipelines.Model.Datasets.Images;
using Pipelines.Model.Numerics;

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
}

/// <summary>Images with classes.</summary>
/// <param name="trainingFiles">How many of the files, from the first on, hold training data.</param>
/// <param name="parse">From the bytes of either part to images.</param>
/// <param name="preparation">From images to examples.</param>
internal sealed class ImageReader(
    int trainingFiles, Func<ImmutableArray<ReadOnlyMemory<byte>>, ClassifiedImages> parse, ImagePreparation preparation) : IFileReader
{
    public string Identity => $"images {trainingFiles} {preparation}";

    public HingeData<T> Read<T>(ImmutableArray<GivenFile> files)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ImmutableArray<ReadOnlyMemory<byte>> parts = [.. files.Select(f => f.Read())];
        var (training, test) = preparation.Prepare<T>(parse(parts[..trainingFiles]), parse(parts[trainingFiles..]));
        return new(training, test);
    }
}

/// <summary>Numbers in Parquet or CSV files: the training file, then the test file if there is one.</summary>
internal sealed class NumberReader(
    string label, ReferenceRule reference, ImmutableArray<double> direction, int inputDimension, int trainingSamples, int testSamples) : IFileReader
{
    public string Identity => direction.IsDefaultOrEmpty
        ? $"numbers {label} {reference}"
        : $"numbers {label} {string.Join(' ', direction.Select(c => BitConverter.DoubleToInt64Bits(c).ToString("x", CultureInfo.InvariantCulture)))}";

    public HingeData<T> Read<T>(ImmutableArray<GivenFile> files)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (training, test) = GivenExamples.Prepare<T>(
            files[0].ReadTable(), files.Length > 1 ? files[1].ReadTable() : null, label, reference,
            direction.IsDefaultOrEmpty ? null : DenseVector<double>.Copy(direction.AsSpan()));
        if (training.InputDimension != inputDimension)
            throw new InvalidDataException($"{files[0].Path} has {training.InputDimension} input columns; dataset.inputDimension says {inputDimension}.");
        if (training.Examples != trainingSamples)
            throw new InvalidDataException($"{files[0].Path} has {training.Examples} rows; dataset.trainingSamples says {trainingSamples}.");
        return (test?.Examples ?? 0) == testSamples
            ? new(training, test)
            : throw new InvalidDataException($"There are {test?.Examples ?? 0} test rows; dataset.testSamples says {testSamples}.");
    }
}
