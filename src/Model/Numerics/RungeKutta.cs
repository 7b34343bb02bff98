namespace Pipelines.Model.Numerics;

/// <summary>One accepted state of an adaptive Runge-Kutta integration; holds everything the next step needs.</summary>
/// <param name="Time">Independent variable.</param>
/// <param name="Value">Solution.</param>
/// <param name="StepSize">Step to try next.</param>
public readonly record struct RungeKuttaState(double Time, double Value, double StepSize);

/// <summary>The embedded Dormand-Prince pair of orders 5(4) for a scalar autonomous equation dy/dt = f(y).</summary>
/// <remarks>
/// Dormand and Prince (1980), coefficients as in Hairer, Norsett, Wanner I, table II.5.2; the fifth-order solution is carried on.
/// A step is accepted when its error estimate is at most absolute + relative * |y|.
/// </remarks>
public static class RungeKutta
{
    private const int MaximumRejections = 2000;

    /// <summary>One accepted step that does not pass <paramref name="end"/>.</summary>
    public static RungeKuttaState Step(
        Func<double, double> rate, RungeKuttaState state, double end, double relativeTolerance, double absoluteTolerance)
    {
        ArgumentNullException.ThrowIfNull(rate);
        var h = state.StepSize;
        for (var i = 0; i < MaximumRejections; i++)
        {
            var reaches = !(state.Time + h < end);
            var used = reaches ? end - state.Time : h;
            var (value, error) = Try(rate, state.Value, used);
            var scaled = error / (absoluteTolerance + (relativeTolerance * Math.Max(Math.Abs(state.Value), Math.Abs(value))));
            var factor = double.IsFinite(scaled) ? Math.Clamp(0.9 * FifthRoot(1 / Math.Max(scaled, 1e-10)), 0.2, 5) : 0.2;
            // A step cut short by the end says little against a longer one: keep the larger proposal.
            if (scaled <= 1) return new(reaches ? end : state.Time + used, value, Math.Max(reaches ? h : 0, used * factor));
            h = used * factor;
        }
        throw new ArithmeticException("The step size fell to nothing: the rate is not a finite function.");
    }

    /// <summary>Integrates from the state's time to <paramref name="end"/>.</summary>
    public static RungeKuttaState Integrate(
        Func<double, double> rate, RungeKuttaState state, double end, double relativeTolerance, double absoluteTolerance)
    {
        while (state.Time < end) state = Step(rate, state, end, relativeTolerance, absoluteTolerance);
        return state;
    }

    private static (double Value, double Error) Try(Func<double, double> rate, double y, double h)
    {
        var k1 = rate(y);
        var k2 = rate(y + (h * (k1 / 5)));
        var k3 = rate(y + (h * ((k1 * 3 / 40) + (k2 * 9 / 40))));
        var k4 = rate(y + (h * ((k1 * 44 / 45) - (k2 * 56 / 15) + (k3 * 32 / 9))));
        var k5 = rate(y + (h * ((k1 * 19372 / 6561) - (k2 * 25360 / 2187) + (k3 * 64448 / 6561) - (k4 * 212 / 729))));
        var k6 = rate(y + (h * ((k1 * 9017 / 3168) - (k2 * 355 / 33) + (k3 * 46732 / 5247) + (k4 * 49 / 176) - (k5 * 5103 / 18656))));
        var next = y + (h * ((k1 * 35 / 384) + (k3 * 500 / 1113) + (k4 * 125 / 192) - (k5 * 2187 / 6784) + (k6 * 11 / 84)));
        var k7 = rate(next);
        var error = h * ((k1 * 71 / 57600) - (k3 * 71 / 16695) + (k4 * 71 / 1920) - (k5 * 17253 / 339200) + (k6 * 22 / 525) - (k7 / 40));
        return (next, Math.Abs(error));
    }

    private static double FifthRoot(double x) => Elementary.Exp(Elementary.Log(x) / 5);
}
