using Pipelines.Model.Inputs.Images;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.MeanFieldHinge.Data;

/// <summary>Which images take part, and as what.</summary>
public class ImageSelectionTests
{
    [Fact]
    public void Drawn_images_are_half_of_either_label_and_others_under_another_key()
    {
        int[] labels = [.. Enumerable.Range(0, 300).Select(n => (n % 3) - 1)];
        var sets = Enumerable.Range(0, 20).Select(
            k => new ImageSelection.Balanced(41).Choose(labels, false, RandomKey.FromSeed((ulong)k), _ => "")).ToArray();
        Assert.All(sets, set =>
        {
            Assert.Equal(41, set.Distinct().Count());
            Assert.Equal((21, 20), (set.Count(n => labels[n] == 1), set.Count(n => labels[n] == -1)));
        });
        Assert.Equal(20, sets.Select(s => string.Join(' ', s)).Distinct().Count());

        // Every image may be drawn: 20 sets of 20 leave one of 100 out with probability 0.8^20.
        Assert.True(sets.SelectMany(s => s).Distinct().Count() > 180);
    }

    [Fact]
    public void Chosen_classes_are_the_labels_and_other_images_are_left_out()
    {
        ClassifiedImages Images(params byte[] classes) => ClassifiedImages.Of(
            new([classes.Length, 1, 1], classes.Select(c => (byte)(c * 20)).ToArray()), new([classes.Length], classes));
        var preparation = new ImagePreparation(
            new ImageLabelling.Chosen([0, 1], [8, 9]), new ImageSelection.Balanced(4), new ImageSelection.Balanced(2));
        var (training, test) = preparation.Prepare<double>(Images(5, 9, 0, 1, 4, 8), Images(7, 1, 9));
        Assert.Equal([9, 0, 1, 8], training.Inputs.Span.ToArray().Select(x => (int)Math.Round(x * 255 / 20)));
        Assert.Equal([-1, 1, 1, -1], training.Labels.Span.ToArray());
        Assert.Equal([1, -1], test.Labels.Span.ToArray());
    }
}
