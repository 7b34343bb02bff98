using System.Collections.Immutable;
using System.Diagnostics;
using Pipelines.Model.Inputs.Images;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.Numerics;

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
    /// <param name="Reader">Makes examples of the files.</param>
    public sealed record FromFiles(
        ImmutableArray<(string Setting, string Path)> Files, string? IfAbsent, int Dimension, IFileReader Reader) : HingeSource;

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
                new ImageReader(2, ImageReader.Pair, Preparation(s, new ImageLabelling.Parity(), s.RemoveMean, s.Reference))),
            cifar10: s => new FromFiles(
                Batches(s.Batches, s.TestBatches), s.IfAbsent, 3 * 32 * 32,
                new ImageReader(s.Batches.Length, files => ImageReader.Join(files, CifarBatch.Read),
                    Preparation(s, new ImageLabelling.Parity(), s.RemoveMean, s.Reference))),
            imageNet32: s => new FromFiles(
                Batches(s.Batches, s.TestBatches), s.IfAbsent, 3 * 32 * 32,
                new ImageReader(s.Batches.Length, files => ImageReader.Join(files, ImageNetBatch.Read),
                    Preparation(s, new ImageLabelling.ClassRanges(s.FirstClass, s.ClassesPerLabel), s.RemoveMean, s.Reference))),
            given: s => new FromFiles(
                s.TestFile is null ? [("file", s.File)] : [("file", s.File), ("testFile", s.TestFile)], s.IfAbsent, s.InputDimension,
                new NumberReader(s.Label, s.Reference, s.ReferenceDirection, s.InputDimension, s.TrainingSamples, s.TestSamples)));
    }

    public T Match<T>(Func<Drawn, T> drawn, Func<FromFiles, T> fromFiles) => this switch
    {
        Drawn source => drawn(source),
        FromFiles source => fromFiles(source),
        _ => throw new UnreachableException(),
    };

    private static ImmutableArray<(string, string)> Batches(ImmutableArray<string> training, ImmutableArray<string> test) =>
        [.. training.Select(path => ("batches", path)), .. test.Select(path => ("testBatches", path))];

    private static ImagePreparation Preparation(HingeDatasetSettings settings, ImageLabelling labelling, bool removeMean, ReferenceRule reference) =>
        new(
        labelling, new ImageSelection.Balanced(settings.TrainingSamples), new ImageSelection.Balanced(settings.TestSamples), removeMean, reference);
}
