using Pipelines.Model.Inputs.Given;
using Pipelines.Model.Inputs.Images;
using Pipelines.Model.MeanFieldHinge.Data;

namespace Pipelines.Model.Tests.Inputs.Images;

public class ImagePreparationTests
{
    private static readonly ClassifiedImages Images = new(2, [0, 255, 51, 102, 204, 0, 153, 153, 255, 255], [0, 1, 3, 2, 5]);
    private static readonly ImagePreparation Parity = new(new ImageLabelling.Parity(), new ImageSelection.All(), new ImageSelection.All());

    [Fact]
    public void Parity_gives_plus_one_to_even_classes_and_bytes_are_divided_by_255()
    {
        var (training, _) = Parity.Prepare<double>(Images, Images);
        Assert.Equal([1, -1, -1, 1, -1], training.Labels.Span.ToArray());
        Assert.Equal([0, 1, 0.2, 0.4, 0.8, 0, 0.6, 0.6, 1, 1], training.Inputs.Span.ToArray());
    }

    [Fact]
    public void The_reference_direction_is_the_normalised_difference_of_the_class_means()
    {
        var (training, test) = Parity.Prepare<double>(Images, Images);
        // Class means (0.3, 0.8) and (2/3, 7/15): difference (-11/30, 1/3), length sqrt(221)/30.
        Assert.Equal(-11 / Math.Sqrt(221), training.ReferenceDirection[0], 1e-15);
        Assert.Equal(10 / Math.Sqrt(221), training.ReferenceDirection[1], 1e-15);
        Assert.Equal(training.ReferenceDirection, test.ReferenceDirection);
    }

    [Fact]
    public void The_label_weighted_mean_is_another_direction_unless_classes_are_balanced()
    {
        var (training, _) = (Parity with { Reference = ReferenceRule.LabelWeightedMean }).Prepare<double>(Images, Images);
        // Sum of y x = (0.6 - 2, 1.6 - 1.4) = (-1.4, 0.2).
        Assert.Equal(-7 / Math.Sqrt(50), training.ReferenceDirection[0], 1e-14);
        Assert.Equal(1 / Math.Sqrt(50), training.ReferenceDirection[1], 1e-14);
    }

    [Fact]
    public void The_training_mean_is_removed_from_both_sets()
    {
        var test = new ClassifiedImages(2, [0, 0], [0]);
        var (training, prepared) = (Parity with { RemovesMean = true }).Prepare<double>(Images, test);
        Assert.Equal(-0.52, prepared.Inputs[0, 0], 1e-15);
        Assert.Equal(-0.6, prepared.Inputs[0, 1], 1e-15);
        Assert.Equal(0, Enumerable.Range(0, 5).Sum(n => training.Inputs[n, 0]), 1e-15);
    }

    [Fact]
    public void Class_ranges_leave_other_classes_out()
    {
        var ranges = Parity with { Labelling = new ImageLabelling.ClassRanges(1, 2) };
        var (training, _) = ranges.Prepare<float>(Images, Images);
        Assert.Equal([1f, -1f, 1f], training.Labels.Span.ToArray());
        Assert.Equal(0.8f, training.Inputs[1, 0]);
    }

    [Fact]
    public void First_and_balanced_selections_keep_the_stored_order()
    {
        var first = (Parity with { TrainingSelection = new ImageSelection.First(2) }).Prepare<double>(Images, Images).Training;
        Assert.Equal([1, -1], first.Labels.Span.ToArray());
        var balanced = (Parity with { TrainingSelection = new ImageSelection.Balanced(3) }).Prepare<double>(Images, Images).Training;
        Assert.Equal([1, -1, 1], balanced.Labels.Span.ToArray());
        Assert.Equal(0.2, balanced.Inputs[1, 0]);
    }

    [Fact]
    public void Asking_for_more_images_than_there_are_is_refused()
    {
        var problem = Assert.Throws<ChoiceException>(
            () => (Parity with { TrainingSelection = new ImageSelection.Balanced(6) }).Prepare<double>(Images, Images));
        Assert.Equal("3 training images labelled +1 are asked for, there are 2; decrease trainingSamples.", problem.Message);
    }

    [Theory]
    [InlineData(7, 4, "No training image is of class 7; ")]
    [InlineData(3, 6, "3 training images labelled +1 are asked for, there are 1; decrease trainingSamples.")]
    public void A_class_that_no_image_has_is_named(int negative, int count, string message)
    {
        var chosen = Parity with { Labelling = new ImageLabelling.Chosen([0], [negative]), TrainingSelection = new ImageSelection.Balanced(count) };
        var isOfZeros = count == 4;
        var images = isOfZeros ? new ClassifiedImages(1, [1, 2, 3], [0, 0, 2]) : Images;
        var thrown = Assert.Throws<ChoiceException>(() => chosen.Prepare<double>(images, images));
        Assert.Equal(isOfZeros ? "classes" : "trainingSamples", thrown.Setting);
        var problem = thrown.Message;
        Assert.StartsWith(message, problem, StringComparison.Ordinal);
        Assert.Equal(isOfZeros, problem.EndsWith("the classes are 0, 2. Name classes that there are.", StringComparison.Ordinal));
    }

    [Fact]
    public void Labels_without_any_image_are_named_where_no_class_is_listed()
    {
        var even = new ClassifiedImages(2, [1, 2, 3, 4], [2, 4]);
        string ProblemOf(ImageLabelling labelling) => Assert.Throws<ChoiceException>(
            () => (Parity with { Labelling = labelling, TestSelection = new ImageSelection.Balanced(2) }).Prepare<double>(Images, even)).Message;
        Assert.Contains("No test image is of an odd class; the classes are 2, 4.", ProblemOf(new ImageLabelling.Parity()), StringComparison.Ordinal);
        Assert.Contains("No test image is of class 5 to 7; ", ProblemOf(new ImageLabelling.ClassRanges(2, 3)), StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_class_means_are_said_to_be_equal()
    {
        string ProblemOf(ReferenceRule rule, params byte[] pixels) => Assert.Throws<ArgumentException>(
            () => (Parity with { Reference = rule }).Prepare<double>(new(1, pixels, [0, 0, 1, 1]), new(1, [1, 2], [0, 1]))).Message;
        Assert.StartsWith(
            "The means of the two classes are equal, since every input is 0: ", ProblemOf(ReferenceRule.ClassMeanDifference, 0, 0, 0, 0),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "The means of the two classes are equal: ", ProblemOf(ReferenceRule.ClassMeanDifference, 255, 0, 0, 255), StringComparison.Ordinal);
        Assert.StartsWith("The mean of y x is 0: ", ProblemOf(ReferenceRule.LabelWeightedMean, 255, 0, 0, 255), StringComparison.Ordinal);
    }

    [Fact]
    public void One_class_alone_has_no_direction()
    {
        var even = new ClassifiedImages(2, [1, 2, 3, 4], [0, 2]);
        Assert.Throws<ArgumentException>(() => Parity.Prepare<double>(even, Images));
    }

    [Fact]
    public void Images_of_different_sizes_do_not_mix()
    {
        var large = new ClassifiedImages(3, [1, 2, 3], [0]);
        Assert.Throws<InvalidDataException>(() => Parity.Prepare<double>(Images, large));
        Assert.Throws<InvalidDataException>(() => ClassifiedImages.Join([Images, large]));
        Assert.Equal(10, ClassifiedImages.Join([Images, Images]).Count);
    }

    [Fact]
    public void Float_holds_the_rounded_double_inputs()
    {
        var rounded = Parity with { RemovesMean = true };
        var (single, twice) = (rounded.Prepare<float>(Images, Images).Training, rounded.Prepare<double>(Images, Images).Training);
        for (var i = 0; i < 10; i++) Assert.Equal((float)twice.Inputs.Span[i], single.Inputs.Span[i]);
    }
}
