using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Stages.GaussianMixture;
using Pipelines.Stages.QuenchingActivation;
using Pipelines.Tests;

namespace Pipelines.Stages.Tests.Keys;

/// <summary>Every name that enters a key, as it was written down before any type was renamed. A mismatch would compute every stored result
/// anew.</summary>
/// <remarks>
/// The file may be written anew only together with the version of the stages that read differently. With PIPELINES_KEYS_TO set to a folder, what this
/// build says is written there.
/// </remarks>
public class PinnedNamesTests
{
    private static readonly Enum[] Choices =
    [
        .. Enum.GetValues<Precision>(), .. Enum.GetValues<MixtureTheoryStart>(), .. Enum.GetValues<MixtureTangents>(),
        .. Enum.GetValues<QuenchingOptimiser>(),
        .. Enum.GetValues<TrainedLayers>(), .. Enum.GetValues<KernelNormalisation>(), .. Enum.GetValues<OutputScaling>(),
        .. Enum.GetValues<InnerWeightLaw>(),
        .. Enum.GetValues<ReferenceRule>(),
    ];

    [Fact]
    public void The_text_behind_every_key_is_the_one_that_was_written_down() => Pinned.Equal("names.txt",
    [
        .. Choices.Select(c => Canonical.Encode(c)),
        Canonical.Encode(KeyExamples.All[0].Nodes()[^1].Reads),
        .. KeyExamples.All.SelectMany(e => e.Nodes()[..^1].Select(n => $"{e.Name}: {n.Stage} {Canonical.Encode(n.Reads)}")).Distinct(),
    ]);

    [Fact]
    public void Every_key_is_the_one_that_was_written_down() => Pinned.Equal("keys.txt",
        [.. KeyExamples.All.SelectMany(e => e.Nodes().Select(n => $"{n.Key} {e.Name}: {n.Stage}"))]);
}

/// <summary>Lines that were written down, in the folder tests/reference/keys.</summary>
internal static class Pinned
{
    public static void Equal(string file, string[] lines)
    {
        if (Environment.GetEnvironmentVariable("PIPELINES_KEYS_TO") is { } folder) File.WriteAllLines(Path.Combine(folder, file), lines);
        Assert.Equal(File.ReadAllLines(RepositoryFiles.Reference("keys", file)), lines);
    }
}
