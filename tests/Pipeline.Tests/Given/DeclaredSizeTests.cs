namespace Pipelines.Pipeline.Tests.Given;

/// <summary>What the settings say about given data is held against them whether or not a result is stored: a warm store answers like a cold
/// one.</summary>
public sealed class DeclaredSizeTests : IDisposable
{
    private readonly GivenExperiment _experiment = new();

    public void Dispose() => _experiment.Dispose();

    /// <summary>Every setting of given data with another value, right or wrong.</summary>
    public static TheoryData<string, string> Settings
    {
        get
        {
            (string Kind, string[] Sets)[] all =
            [
                ("test table",
                [
                    "dataset.inputDimension=999", "dataset.inputDimension=1", "dataset.trainingSamples=5", "dataset.trainingSamples=7",
                    "dataset.testSamples=2", "dataset.testSamples=4",
                    "dataset.label=x1", "dataset.label=none", "dataset.reference=label-weighted-mean", "dataset.referenceDirection=[1, 0]",
                    "dataset.file=test.csv", "dataset.testFile=data.csv",
                ]),
                ("parameters", ["network.hiddenUnits=1", "network.hiddenUnits=3", "dataset.inputDimension=3", "network.initialParameters=data.csv"]),
                ("idx images",
                [
                    "dataset.trainingSamples=2", "dataset.trainingSamples=6", "dataset.testSamples=4", "dataset.removeMean=true",
                    "dataset.labels=test.lab"
                ]),
                ("cifar", ["dataset.trainingSamples=6", "dataset.testSamples=4", "dataset.removeMean=false"]),
                ("imagenet", ["dataset.trainingSamples=6", "dataset.testSamples=4", "dataset.firstClass=3", "dataset.classesPerLabel=10"]),
                ("samples",
                [
                    "dataset.inputDimension=3", "dataset.inputDimension=1", "dataset.sampleRatio=2", "dataset.sampleRatio=3.5", "given.label=x1",
                    "given.samples=test.csv"
                ]),
                ("drawn rows", ["dataset.trainingSamples=4", "dataset.trainingSamples=5", "dataset.testSamples=0", "dataset.classes=[[1], [-1]]"]),
                ("weights", ["dataset.inputDimension=3", "given.weights=data.csv"]),
                ("masks", ["training.steps=2", "training.steps=4", "dataset.sampleRatio=2.5", "given.masks=data.csv"]),
            ];
            var data = new TheoryData<string, string>();
            foreach (var (kind, sets) in all)
            {
                foreach (var set in sets) data.Add(kind, set);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_warm_store_answers_like_a_cold_one(string kind, string other)
    {
        var (set, _) = _experiment.Prepare(kind);
        Assert.Equal(0, _experiment.Run("run", "warm", set).Code);
        foreach (var verb in (string[])["check", "plan"])
        {
            var (here, there) = (_experiment.Run(verb, "warm", [.. set, other]), _experiment.Run(verb, "never", [.. set, other]));
            Assert.Equal((there.Code, there.Error), (here.Code, here.Error));
        }
        var warm = _experiment.Run("run", "warm", [.. set, other]);
        var cold = _experiment.Run("run", "cold", [.. set, other]);
        Assert.Equal(cold.Code, warm.Code);

        // Where several files of a mixture do not fit, any of them may be the first to say so.
        if (kind is not ("samples" or "weights" or "masks")) Assert.Equal(cold.Error.Replace("cold", "warm", StringComparison.Ordinal), warm.Error);
        if (cold.Code == 0) Assert.Equal(_experiment.Results("cold"), _experiment.Results("warm"));
    }
}
