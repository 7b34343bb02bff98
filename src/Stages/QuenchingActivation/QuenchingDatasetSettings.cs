using System.Diagnostics;
using Pipelines.Model;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>What the risk averages over: all inputs of a law in closed form, or a finite sample.</summary>
[SettingUnion("law")]
[WrittenAs("QuenchingDatasetSettings")]
public abstract record QuenchingDatasetSettings
{
    private const string Dimension = "Input dimension d";
    private const string Training = "Training examples n";
    private const string Test = "Fresh examples for a sampled test error next to the exact one, or in its place where there is none; 0 for none";

    private QuenchingDatasetSettings(int inputDimension) => InputDimension = inputDimension;

    public int InputDimension { get; init; }

    [SettingCase("population", "infinitely many inputs: the population risk in closed form")]
    public sealed record Population(
        [Setting("inputDimension", Dimension, Minimum = 1, Symbol = "d", Example = "10")] int InputDimension,
        [Setting("normalisation",
            "Constant of the kernel: unnormalised (1, the paper's), gaussian (1/2pi) or sphere (1/2pi d); for other activations than relu"
                + " gaussian is 1", Symbol = "C", Example = "gaussian")]
        KernelNormalisation Normalisation = KernelNormalisation.Unnormalised)
        : QuenchingDatasetSettings(InputDimension);

    [SettingCase("gaussian", "a finite sample of independent standard normal components (the authors' code)")]
    public sealed record Gaussian(
        [Setting("inputDimension", Dimension, Minimum = 1, Symbol = "d", Example = "10")] int InputDimension,
        [Setting("trainingSamples", Training, Minimum = 1, Symbol = "n", Example = "200")] int TrainingSamples,
        [Setting("testSamples", Test, Minimum = 0, Example = "10000")] int TestSamples = 0)
        : QuenchingDatasetSettings(InputDimension);

    [SettingCase("sphere", "a finite sample uniform on the unit sphere (the paper's text)")]
    public sealed record Sphere(
        [Setting("inputDimension", Dimension, Minimum = 1, Symbol = "d", Example = "10")] int InputDimension,
        [Setting("trainingSamples", Training, Minimum = 1, Symbol = "n", Example = "200")] int TrainingSamples,
        [Setting("testSamples", Test, Minimum = 0, Example = "10000")] int TestSamples = 0)
        : QuenchingDatasetSettings(InputDimension);

    /// <summary>The normalisation under which the population risk is the exact test error.</summary>
    internal KernelNormalisation TestNormalisation =>
        Match(population: p => p.Normalisation, gaussian: _ => KernelNormalisation.Gaussian, sphere: _ => KernelNormalisation.Sphere);

    /// <summary>The finite sample; null for the population.</summary>
    internal QuenchingSample? Sample => Match<QuenchingSample?>(
        population: _ => null,
        gaussian: d => new(InputLaw.Gaussian, d.TrainingSamples, d.TestSamples, d.InputDimension),
        sphere: d => new(InputLaw.Sphere, d.TrainingSamples, d.TestSamples, d.InputDimension));

    public T Match<T>(Func<Population, T> population, Func<Gaussian, T> gaussian, Func<Sphere, T> sphere)
    {
        ArgumentNullException.ThrowIfNull(population);
        ArgumentNullException.ThrowIfNull(gaussian);
        ArgumentNullException.ThrowIfNull(sphere);
        return this switch
        {
            Population settings => population(settings),
            Gaussian settings => gaussian(settings),
            Sphere settings => sphere(settings),
            _ => throw new UnreachableException(),
        };
    }
}

/// <summary>A finite sample to draw.</summary>
internal sealed record QuenchingSample(InputLaw Law, int Training, int Test, int InputDimension);

/// <summary>The examples of one point.</summary>
/// <param name="Training">Trained on.</param>
/// <param name="Test">Tested on next to the exact error; null when none were asked for.</param>
internal sealed record QuenchingData(LabelledSamples Training, LabelledSamples? Test)
{
    private static StageIdentity Stage { get; } = new("quenching-dataset", 1, StageRole.Generation);

    /// <summary>Draws the examples of a point.</summary>
    public static ValueNode<QuenchingData> Node(QuenchingSource source)
    {
        var sample = source.Dataset.Sample!;
        var numbers = ((long)sample.Training + sample.Test) * (sample.InputDimension + 1);
        return ValueNode.Of<QuenchingSource, QuenchingData>(Stage, source, [], new Cost(20.0 * numbers, 8 * numbers, 0), static (reads, _, _) =>
        {
            var sample = reads.Dataset.Sample!;
            return new Result<QuenchingData>.Done(new(
                Draw(reads, "training", sample.Training),
                sample.Test == 0 ? null : Draw(reads, "test", sample.Test)));
        });
    }

    private static LabelledSamples Draw(QuenchingSource source, string part, int count) =>
        LabelledSamples.Draw(
            source.SampleStream.Fork(part), source.Dataset.Sample!.Law, count, source.Dataset.InputDimension, source.Target, source.Activation);
}
