using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation.Integration;

namespace Pipelines.Model.Tests.QuenchingActivation.Integration;

public sealed class RungeKuttaChebyshevTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(12)]
    public void The_measured_order_is_the_declared_one_for_any_number_of_stages(int stages)
    {
        var errors = new[] { 64, 128, 256, 512 }.Select(steps => ErrorOfFixedSteps(steps, stages)).ToArray();
        for (var k = 1; k < errors.Length; k++)
        {
            // Halving the step divides the error by 2^order, up to the next term of its expansion.
            var order = Math.Log2(errors[k - 1] / errors[k]);
            Assert.InRange(order, RungeKuttaChebyshev.Order - 0.15, RungeKuttaChebyshev.Order + 0.15);
        }
    }

    [Fact]
    public void The_global_error_follows_the_tolerance_with_the_power_two_thirds()
    {
        // The estimate is of order h³ a step, the global error of order h²: error ~ tolerance^(2/3).
        var errors = new[] { 1e-5, 1e-7, 1e-9, 1e-11 }.Select(AdaptiveError).ToArray();
        var slope = Math.Log10(errors[0] / errors[^1]) / 6;
        Assert.InRange(slope, 0.5, 0.85);
        Assert.InRange(errors[^1], 0, 1e-7);
    }

    [Fact]
    public void A_stiff_decay_costs_far_fewer_evaluations_than_explicit_steps()
    {
        var field = new StiffDecay([1, 1e2, 1e4, 1e6]);
        var state = Run(field, new RungeKuttaChebyshev(1e-4), 10, [1, 1, 1, 1]);
        Assert.Equal(Math.Exp(-10), state.Point[0], 1e-5);
        for (var k = 1; k < 4; k++) Assert.InRange(Math.Abs(state.Point[k]), 0, 1e-5);
        // Euler needs at least 10 * 1e6 / 2 steps to stay stable.
        Assert.InRange(state.Evaluations, 1, 50_000);
        Assert.InRange(state.SpectralRadius, 1e6, 1.3e6);
    }

    [Fact]
    public void A_step_has_a_limited_number_of_stages_however_far_the_end()
    {
        var field = new StiffDecay([1, 10]);
        var method = new RungeKuttaChebyshev(1e-4);
        var state = RungeKuttaChebyshev.Start(field, DenseVector<double>.Copy([1.0, 1.0]));
        while (state.Time < 1e9)
        {
            var before = state.Evaluations;
            state = method.Step(field, state, 1e9);
            // The stages of one attempt, and the power iterations that may follow it.
            Assert.InRange(state.Evaluations - before, 1, 20_200);
        }
        Assert.InRange(Math.Abs(state.Point[0]), 0, 1e-5);
    }

    [Fact]
    public void A_step_never_passes_its_limit_and_lands_on_it_exactly()
    {
        var field = new CubicDecay();
        var method = new RungeKuttaChebyshev(1e-6);
        var state = RungeKuttaChebyshev.Start(field, DenseVector<double>.Copy([1.0, 0.5]));
        foreach (var limit in new[] { 0.1, 0.3, 1.7, 1.7000001, 5 })
        {
            while (state.Time < limit) state = method.Step(field, state, limit);
            Assert.Equal(limit, state.Time);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => method.Step(field, state, 5));
    }

    [Fact]
    public void Steps_from_a_stored_state_repeat_the_run_bit_for_bit()
    {
        var field = new CubicDecay();
        var method = new RungeKuttaChebyshev(1e-8);
        var pure = RungeKuttaChebyshev.Start(field, DenseVector<double>.Copy([1.0, 0.5]));
        var buffered = new RungeKuttaChebyshevRun(method, field, pure);
        for (var k = 0; k < 60; k++)
        {
            pure = method.Step(field, pure, 100);
            Assert.True(buffered.TryStep(100, double.NegativeInfinity));
        }
        Assert.Equal(buffered.ToState(), pure);
    }

    [Fact]
    public void The_stopping_level_is_hit_within_three_percent_from_below()
    {
        var field = new CubicDecay();
        var start = RungeKuttaChebyshev.Start(field, DenseVector<double>.Copy([1.0, 0.5]));
        var run = new RungeKuttaChebyshevRun(new RungeKuttaChebyshev(1e-3), field, start);
        while (run.Scalar >= 1e-3) Assert.True(run.TryStep(1e9, 1e-3));
        Assert.InRange(run.Scalar, 0.97e-3, 1e-3);
    }

    [Fact]
    public void A_field_that_is_not_finite_ends_the_run_with_a_message()
    {
        var field = new Explosion();
        var method = new RungeKuttaChebyshev(1e-6);
        var state = RungeKuttaChebyshev.Start(field, DenseVector<double>.Copy([1.0]));
        var error = Assert.Throws<ArithmeticException>(() =>
        {
            while (state.Time < 2) state = method.Step(field, state, 2);
        });
        Assert.Contains("step size vanished", error.Message);
        // dy/dt = y² from 1 blows up at time 1.
        Assert.InRange(state.Time, 0.99, 1.01);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1e-3)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Tolerances_out_of_range_are_refused(double tolerance) =>
        Assert.Contains("RelativeTolerance", Assert.Throws<ArgumentOutOfRangeException>(() => new RungeKuttaChebyshev(tolerance)).Message);

    private static double ErrorOfFixedSteps(int steps, int stages)
    {
        var field = new CubicDecay();
        var method = new ChebyshevStages(field);
        double[] y = [1.0, 0.5], f = new double[2], next = new double[2];
        for (var k = 0; k < steps; k++)
        {
            field.EvaluateInto(y, f);
            method.StepInto(y, f, 2.0 / steps, stages, next);
            next.CopyTo(y, 0);
        }
        return CubicDecay.Error(y, 2, [1.0, 0.5]);
    }

    private static double AdaptiveError(double tolerance)
    {
        var state = Run(new CubicDecay(), new RungeKuttaChebyshev(tolerance), 2, [1.0, 0.5]);
        return CubicDecay.Error(state.Point.Span, 2, [1.0, 0.5]);
    }

    private static RungeKuttaChebyshevState Run(IVectorField field, RungeKuttaChebyshev method, double until, double[] start)
    {
        var state = RungeKuttaChebyshev.Start(field, DenseVector<double>.Copy(start));
        while (state.Time < until) state = method.Step(field, state, until);
        return state;
    }

    /// <summary>dy/dt = -y³, y(t) = y/√(1 + 2 y² t); the scalar is Σ y⁴/4.</summary>
    private sealed class CubicDecay : IVectorField
    {
        public int Length => 2;

        public double EvaluateInto(ReadOnlySpan<double> point, Span<double> rate)
        {
            var potential = 0.0;
            for (var k = 0; k < point.Length; k++)
            {
                rate[k] = -point[k] * point[k] * point[k];
                potential += point[k] * point[k] * point[k] * point[k] / 4;
            }
            return potential;
        }

        public static double Error(ReadOnlySpan<double> y, double time, double[] start)
        {
            var worst = 0.0;
            for (var k = 0; k < start.Length; k++)
                worst = Math.Max(worst, Math.Abs(y[k] - (start[k] / Math.Sqrt(1 + (2 * start[k] * start[k] * time)))));
            return worst;
        }
    }

    private sealed class StiffDecay(double[] rates) : IVectorField
    {
        public int Length => rates.Length;

        public double EvaluateInto(ReadOnlySpan<double> point, Span<double> rate)
        {
            for (var k = 0; k < rates.Length; k++) rate[k] = -rates[k] * point[k];
            return point[0];
        }
    }

    private sealed class Explosion : IVectorField
    {
        public int Length => 1;

        public double EvaluateInto(ReadOnlySpan<double> point, Span<double> rate)
        {
            rate[0] = point[0] * point[0];
            return point[0];
        }
    }
}
