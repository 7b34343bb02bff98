using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Theory.Clock;

/// <summary>The edge of the satisfied region as a decreasing function of the clock, H(0) = inf, H(inf) = 0.</summary>
internal abstract record MarginCurve
{
    private MarginCurve(double scale) => Scale = scale;

    /// <summary>κ in the equation of each case.</summary>
    public double Scale { get; init; }

    public abstract double Edge(double clock);

    /// <summary>Inverse of <see cref="Edge"/>.</summary>
    public abstract double ClockAt(double edge);

    /// <summary>H(γ* - gap)/H(γ*) - 1 without cancellation.</summary>
    public abstract double Excess(double stationaryClock, double gap);

    /// <summary>H = κ/sinh 2γ, κ = 2 h sqrt d/α (eq. 12).</summary>
    public sealed record Hyperbolic(double Scale) : MarginCurve(Scale)
    {
        // Beyond 20 sinh 2γ = e^{2γ}/2 to double precision; in two factors nothing overflows.
        public override double Edge(double clock) => clock < 20
            ? Scale / Elementary.Sinh(2 * clock)
            : 2 * (Scale * Elementary.Exp(-clock)) * Elementary.Exp(-clock);

        public override double ClockAt(double edge)
        {
            if (double.IsPositiveInfinity(edge)) return 0;
            var sine = Scale / edge;
            return sine < 1e9 ? Elementary.Asinh(sine) / 2 : (Elementary.Log(2) + Elementary.Log(Scale) - Elementary.Log(edge)) / 2;
        }

        public override double Excess(double stationaryClock, double gap) =>
            Elementary.Expm1(2 * gap) * (1 + Elementary.Exp(-2 * ((2 * stationaryClock) - gap))) / -Elementary.Expm1(-4 * (stationaryClock - gap));
    }

    /// <summary>H = κ/g for the rescaled clock g = αγ as α -> inf, κ = h sqrt d (eq. 16).</summary>
    public sealed record Linear(double Scale) : MarginCurve(Scale)
    {
        public override double Edge(double clock) => Scale / clock;

        public override double ClockAt(double edge) => Scale / edge;

        public override double Excess(double stationaryClock, double gap) => gap / (stationaryClock - gap);
    }
}
