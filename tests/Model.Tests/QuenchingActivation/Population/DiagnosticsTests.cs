using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Diagnostics;
using Pipelines.Model.QuenchingActivation.Population;

namespace Pipelines.Model.Tests.QuenchingActivation.Population;

public sealed class DiagnosticsTests
{
    [Fact]
    public void Plateaus_of_the_circle_match_the_reference()
    {
        foreach (var row in QuenchingReference.Csv("polygon.csv"))
        {
            var plateau = PolygonPlateau.Of((int)row["k"]);
            QuenchingReference.Close(row["magnitude"], plateau.Magnitude, 1e-13, $"magnitude, k = {row["k"]}");
            // The risk is a difference of two numbers near 4/π.
            QuenchingReference.Close(row["risk_c1"], plateau.Risk, 1e-13, $"risk, k = {row["k"]}", absolute: 1e-15);
        }
    }

    [Fact]
    public void A_plateau_is_the_risk_of_its_polygon()
    {
        var plateau = PolygonPlateau.Of(5);
        var polygon = TargetFunction.CircleNeurons(5, 4);
        var network = new TwoLayerParameters(Vector(Enumerable.Repeat(plateau.Magnitude, 5)), polygon.InnerWeights);
        var risk = new PopulationRisk(TargetFunction.Circle, 4).ValueAndGradient(network, OutputScaling.Conventional);
        Assert.Equal(plateau.Risk, risk.Risk, 1e-14);
        foreach (var component in risk.Gradient.OuterWeights.Span) Assert.Equal(0, component, 1e-14);
    }

    [Fact]
    public void Counts_of_known_magnitudes()
    {
        Assert.Equal(new EffectiveCounts(0, 0, 0), EffectiveCounts.Of(Vector([0, 0, 0])));
        Assert.Equal(new EffectiveCounts(4, 4, 4), EffectiveCounts.Of(Vector([2, 2, 2, 2])));
        Assert.Equal(new EffectiveCounts(1, 1, 1), EffectiveCounts.Of(Vector([0, 3, 0])));
        // 10 + 9 of 20 are exactly 95 %; 1 is not above a tenth of 10.
        var counts = EffectiveCounts.Of(Vector([9, 1, 10]));
        Assert.Equal((2, 2), (counts.AboveTenth, counts.HoldingMost));
        Assert.Equal(400.0 / 182, counts.ParticipationRatio, 1e-15);
    }

    [Fact]
    public void Collinear_neurons_of_one_sign_count_once()
    {
        var near = 4 * Math.PI / 180;
        var network = new TwoLayerParameters(
            Vector([1, 0.5, -0.25, 0.125, 0]),
            DenseMatrix<double>.Copy(5, 2, [1, 0, Math.Cos(near), Math.Sin(near), 1, 0, 0, 1, 1, 1]));
        QuenchingReference.Close([1.5, 0.25, 0.125], NeuronMerging.MergedMagnitudes(network).Span, 1e-15, "merged");
        QuenchingReference.Close([1, 0.5, 0.25, 0.125], NeuronMerging.MergedMagnitudes(network, degrees: 3).Span, 1e-15, "not merged");
        Assert.Equal(0, NeuronMerging.MergedMagnitudes(network with { }).Span.Length - 3);
    }

    [Fact]
    public void Path_norms_and_signed_magnitudes_of_a_known_network()
    {
        var network = new TwoLayerParameters(Vector([2, -1]), DenseMatrix<double>.Copy(2, 2, [3, -4, 0, 1]));
        Assert.Equal(15, PathNorm.L1(network, OutputScaling.Conventional));
        Assert.Equal(11, PathNorm.L2(network, OutputScaling.Conventional));
        Assert.Equal(5.5, PathNorm.L2(network, OutputScaling.MeanField));
        Assert.Equal([10, -1], Magnitudes.Signed(network).Span.ToArray());
        Assert.Equal([10, 1], Magnitudes.Of(network).Span.ToArray());
    }

    [Fact]
    public void The_active_set_is_cut_at_the_largest_gap_or_at_a_fifth()
    {
        Assert.Equal([1, 3], ActiveSet.Find(Vector([0.1, 1, 0.05, 0.9, 0.08, 0.02])).AsEnumerable());
        // No neighbouring ratio exceeds 2: everything above a fifth of the largest.
        Assert.Equal([0, 1, 2, 3], ActiveSet.Find(Vector([1, 0.7, 0.5, 0.3, 0.19, 0.18])).AsEnumerable());
        Assert.Empty(ActiveSet.Find(Vector([0, 0])));
        Assert.Equal([0], ActiveSet.Find(Vector([3])).AsEnumerable());
        Assert.Equal([2], ActiveSet.Find(Vector([0, 0, 3, 0])).AsEnumerable());
    }

    [Fact]
    public void Activations_and_quenchings_are_dated_and_named()
    {
        var events = ActivationEvent.Find([0, 1, 2, 3], [Vector([0, 0.2]), Vector([0.05, 0.2]), Vector([0.3, 0.05]), Vector([0.3, 0.05])], 0.1);
        Assert.Equal([new ActivationEvent(2, 0, true), new ActivationEvent(2, 1, false)], events.AsEnumerable());
    }

    [Fact]
    public void Descents_of_a_risk_are_found_between_its_plateaus()
    {
        ImmutableArray<double> times = [0, 1, 10, 100, 1000, 1e4, 1e5];
        ImmutableArray<double> risks = [5, 1, 1e-1, 1e-1, 1e-4, 1e-4, 1e-5];
        Assert.Equal([0, 1, 0, 3, 0, 1], RiskDescent.Slopes(times, risks).Select(s => Math.Round(s, 12)));
        var peaks = RiskDescent.Peaks(times, risks, after: 5, height: 0.5);
        Assert.Equal(2, peaks.Length);
        Assert.Equal((100, 1000), (peaks[0].From, peaks[0].To));
        Assert.Equal(3, peaks[0].Height, 1e-12);
        Assert.Equal((1e4, 1e5), (peaks[1].From, peaks[1].To));
    }

    [Fact]
    public void Departure_is_the_first_record_that_differs_by_a_tenth()
    {
        Assert.Equal(3, Departure.Time([1, 2, 3, 4], [1, 0.95, 0.7, 0.9], [1, 1, 0.8, 0.9]));
        Assert.Null(Departure.Time([1, 2], [1, 0.91], [1, 1]));
    }

    [Theory]
    [InlineData(0.05, LearningRegime.NeuralNetworkLike, true)]
    [InlineData(0.15, LearningRegime.Transitional, true)]
    [InlineData(0.3, LearningRegime.Transitional, false)]
    [InlineData(0.7, LearningRegime.RandomFeatureLike, false)]
    public void Regimes_are_cut_where_the_calibration_says(double ratio, LearningRegime regime, bool isNeuralNetworkLike)
    {
        Assert.Equal(regime, LearningRegimes.Classify(LearningRegimes.ErrorRatio(ratio * 0.4, 0.4)));
        Assert.Equal(isNeuralNetworkLike, LearningRegimes.IsNeuralNetworkLike(ratio));
        Assert.True(LearningRegimes.IsConcentrated(10, 30));
        Assert.False(LearningRegimes.IsConcentrated(20, 30));
    }

    [Fact]
    public void Rotation_movement_cosines_and_ranks_of_a_known_network()
    {
        var initial = new TwoLayerParameters(Vector([0, 0]), DenseMatrix<double>.Copy(2, 2, [1, 0, 0, 1]));
        var turned = new TwoLayerParameters(Vector([1, 1]), DenseMatrix<double>.Copy(2, 2, [0, 2, 0, 1]));
        Assert.Equal(45, Alignment.MeanRotation(turned, initial), 1e-12);
        Assert.Equal(Math.Sqrt(5.0 / 2), Alignment.RelativeMovement(turned, initial), 1e-15);
        Assert.Equal([0, 1], Alignment.CosinesTo(turned, [0, 3]).Span.ToArray().Select((c, j) => j == 0 ? 1 - c : c));
        Assert.Equal(1, Alignment.MeanRank([0, 2], Vector([-5, 1, 2, 3])));
    }

    [Theory]
    [InlineData(1e-12)]
    [InlineData(1e-8)]
    [InlineData(1e-3)]
    [InlineData(1)]
    [InlineData(Math.PI - 1e-8)]
    public void A_rotation_is_right_to_all_its_digits_at_every_angle(double angle)
    {
        var initial = new TwoLayerParameters(Vector([1]), DenseMatrix<double>.Copy(1, 2, [3, 0]));
        var turned = new TwoLayerParameters(Vector([1]), DenseMatrix<double>.Copy(1, 2, [0.7 * Math.Cos(angle), 0.7 * Math.Sin(angle)]));
        // Near 180 degrees the input itself is known to 1e-16 of the angle only.
        Assert.Equal(angle * 180 / Math.PI, Alignment.MeanRotation(turned, initial), (angle * 1e-14) + (angle > 3 ? 1e-13 : 0));
    }

    [Fact]
    public void A_direction_that_does_not_exist_has_no_angle()
    {
        var initial = new TwoLayerParameters(Vector([1, 1]), DenseMatrix<double>.Copy(2, 2, [1, 0, 0, 0]));
        var dead = new TwoLayerParameters(Vector([1, 1]), DenseMatrix<double>.Copy(2, 2, [0, 0, 0, 1]));
        Assert.Equal(double.NaN, Alignment.MeanRotation(dead, initial));
        Assert.Equal([double.NaN, 1], Alignment.CosinesTo(dead, [0, 1]).Span.ToArray());
    }

    private static DenseVector<double> Vector(IEnumerable<double> values) => DenseVector<double>.Copy([.. values]);
}
