using System.Numerics;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Training;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.MeanFieldHinge.Training;

/// <summary>Inputs that are drawn again wherever they are looked at give the bits of stored ones.</summary>
public class DrawOnDemandTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(21).Fork("data");

    public static TheoryData<InputLaw, int, BatchSchedule> Cases => new()
    {
        { new InputLaw.Gaussian(), 11, new BatchSchedule.FullBatch() },
        { new InputLaw.Sphere(3), 1, new BatchSchedule.FullBatch() },
        { new InputLaw.Ball(20), 130, new BatchSchedule.FullBatch() },
        { new InputLaw.Shells(DenseVector<double>.Copy([1, 4]), DenseVector<double>.Copy([0.25, 0.75])), 16, new BatchSchedule.InOrder(70) },
        { new InputLaw.StudentT(5), 7, new BatchSchedule.Shuffled(150, Key.Fork("batches")) },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_run_has_the_same_bits(InputLaw law, int dimension, BatchSchedule batches)
    {
        Compare<double>(law, dimension, batches);
        Compare<float>(law, dimension, batches);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.2)]
    public void The_data_are_the_same(double mislabelFraction)
    {
        var data = new SyntheticDataset(new InputLaw.StudentT(5), 1300, 6, mislabelFraction);
        var direction = DenseVector<double>.Copy([1, 2, 0, 0, -1, 3]);
        var (stored, drawn) = (data.Draw<float>(Key, direction), data.DrawOnDemand<float>(Key, direction, threads: 3));
        Assert.Equal(stored.Inputs, drawn.Inputs);
        Assert.Equal(stored.Labels, drawn.Labels);
        Assert.Equal(stored.CleanLabels, drawn.CleanLabels);
        Assert.Equal(stored.ParallelInputs(), drawn.ParallelInputs());
        Assert.Equal((stored.Provenance, stored.ReferenceDirection), (drawn.Provenance, drawn.ReferenceDirection));
        Assert.Equal(drawn, data.DrawOnDemand<float>(Key, direction));
        Assert.NotEqual(drawn, data.DrawOnDemand<float>(Key.Fork("other"), direction));
    }

    [Fact]
    public void Inputs_beyond_the_precision_are_found_when_the_data_are_made()
    {
        var data = new SyntheticDataset(new InputLaw.Sphere(1e39), 600, 2);
        Assert.Contains("example", Assert.Throws<ArgumentException>(() => data.DrawOnDemand<float>(Key)).Message, StringComparison.Ordinal);
        Assert.Equal(600, data.DrawOnDemand<double>(Key).Examples);
    }

    private static void Compare<T>(InputLaw law, int dimension, BatchSchedule batches)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (training, test) = (new SyntheticDataset(law, 700, dimension, 0.03), new SyntheticDataset(law, 300, dimension));
        var (stored, drawn) = (
            Problem(training.Draw<T>(Key), test.Draw<T>(Key.Fork("test")), batches),
            Problem(training.DrawOnDemand<T>(Key, threads: 2), test.DrawOnDemand<T>(Key.Fork("test")), batches));
        var initial = Initialisation.StandardNormal<T>(new(dimension, 37), Key.Fork("network"));
        var (one, three) = (new TrainingWorkspace<T>(1), new TrainingWorkspace<T>(3));
        var (expected, state) = (HingeTraining.Start(stored, initial, one), HingeTraining.Start(drawn, initial, three));
        foreach (var steps in (int[])[0, 1, 2, 40])
        {
            expected = HingeTraining.Advance(stored, expected, steps, one).State;
            state = HingeTraining.Advance(drawn, state, steps, three).State;
            Assert.Equal(expected, state);
            Assert.Equal(LinearOutput.Of(stored, expected, one), LinearOutput.Of(drawn, state, three));
            Assert.Equal(HingeMeasurement.Observe(stored, expected, one), HingeMeasurement.Observe(drawn, state, three));
            // A run that is taken up again knows nothing of its examples.
            if (steps == 2) three = new(2);
        }
        Assert.Equal(HingeTraining.WithLast(stored, expected, one), HingeTraining.WithLast(drawn, state, three));
        Assert.True(HingeMeasurement.Observe(stored, expected, one).UnsatisfiedFraction < 0.9);
    }

    private static TrainingProblem<T> Problem<T>(LabelledDataset<T> training, LabelledDataset<T> test, BatchSchedule batches)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(training, new(1, 0.3), 0.3 * 37 * Math.Sqrt(training.InputDimension)) { Test = test, Batches = batches, TracksSatisfaction = true };
}
