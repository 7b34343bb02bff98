using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Theory.Clock;

/// <summary>dγ/dt = C I_δ(H(γ)) with its stationary point (eqs. 10 and 13, supplement eq. 23).</summary>
internal sealed class ClockEquation
{
    private readonly StationaryPoint _stationary;

    public ClockEquation(LossStatistics averages, MarginCurve curve, double speed, double mislabelFraction)
    {
        (Averages, Curve, Speed, MislabelFraction) = (averages, curve, speed, mislabelFraction);
        _stationary = averages.StationaryPointAt(mislabelFraction);
        StationaryClock = StationaryEdge == 0 ? double.PositiveInfinity : curve.ClockAt(StationaryEdge);
    }

    public LossStatistics Averages { get; }

    public ProjectionStatistics Law => Averages.Law;

    public MarginCurve Curve { get; }

    /// <summary>C = β/(α sqrt d).</summary>
    public double Speed { get; }

    public double MislabelFraction { get; }

    /// <summary>H*, 0 where learning never stops.</summary>
    public double StationaryEdge => _stationary.Edge;

    /// <summary>γ*, +inf where learning never stops.</summary>
    public double StationaryClock { get; }

    /// <summary>dγ/dt at γ = 0.</summary>
    public double InitialRate => Speed * InitialDrive;

    /// <summary>I_δ at γ = 0.</summary>
    public double InitialDrive => (1 - (2 * MislabelFraction)) * Averages.InitialDrive;

    public double Rate(double clock) => Speed * Drive(clock, StationaryClock - clock);

    public double RateAtGap(double gap) => Speed * Drive(StationaryClock - gap, gap);

    /// <summary>I_δ at a clock that lies <paramref name="gap"/> below γ* (above it for a negative gap).</summary>
    public double Drive(double clock, double gap)
    {
        // On the first half of the way the clock holds the digits, on the second the gap.
        var edge = Curve.Edge(clock);
        return StationaryEdge == 0 || clock < gap ? DriveAtEdge(edge) : DriveAtExcess(edge, Curve.Excess(StationaryClock, gap));
    }

    /// <summary>I_δ(H).</summary>
    public double DriveAtEdge(double edge)
    {
        if (double.IsPositiveInfinity(edge)) return InitialDrive;
        return StationaryEdge == 0 ? Balance(edge) : DriveAtExcess(edge, (edge / StationaryEdge) - 1);
    }

    // Well beyond γ* nothing cancels in the definition; near it and before it the excess keeps the digits.
    private double DriveAtExcess(double edge, double excess) => excess < -0.5
        ? Balance(edge)
        : Averages.MislabelledDrive(MislabelFraction, _stationary, excess);

    private double Balance(double edge) => MislabelFraction == 0
        ? Averages.Drive(edge)
        : ((1 - MislabelFraction) * Averages.Drive(edge)) - (MislabelFraction * Averages.Drive(-edge));

    /// <summary>The state at a given clock.</summary>
    public HingeState StateAt(double time, double clock) =>
        new(time, clock, StationaryEdge == 0 ? double.PositiveInfinity : StationaryClock - clock);

    /// <summary>A ratio of settings, refused where it overflows or underflows although each setting is valid.</summary>
    public static double Representable(double ratio, string name) => double.IsNormal(ratio)
        ? ratio
        : throw new ArgumentException($"{name} leaves the range of double precision.");

    public static ClockEquation Of(HingeProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var averages = LossStatistics.Of(ProjectionStatistics.Of(problem.Law, problem.InputDimension), problem.Loss);
        var curve = new MarginCurve.Hyperbolic(Representable(problem.MarginScale, "Margin over OutputScale"));
        Representable(problem.ClockSpeed * Math.Max(1, averages.Law.InitialDrive), "LearningRate over OutputScale");
        return new(averages, curve, problem.ClockSpeed, problem.MislabelFraction);
    }
}

/// <summary>Everything that evolves in the mean-field dynamics: one number, the clock γ.</summary>
/// <param name="Time">t in descent steps; may be +inf.</param>
/// <param name="Clock">γ(t), from 0; nondecreasing.</param>
/// <param name="Gap">γ* - γ, kept apart because it goes on shrinking when γ has long stopped moving in double precision; +inf where learning
/// never stops.</param>
public readonly record struct HingeState(double Time, double Clock, double Gap);

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

    /// <summary>H = 2κ e^{-2γ}: the limit α -> 0, in which sinh 2γ is large before the edge matters.</summary>
    public sealed record Exponential(double Scale) : MarginCurve(Scale)
    {
        public override double Edge(double clock) => 2 * (Scale * Elementary.Exp(-clock)) * Elementary.Exp(-clock);

        public override double ClockAt(double edge) => (Elementary.Log(2) + Elementary.Log(Scale) - Elementary.Log(edge)) / 2;

        public override double Excess(double stationaryClock, double gap) => Elementary.Expm1(2 * gap);
    }

    /// <summary>H = κ/g for the rescaled clock g = αγ as α -> inf, κ = h sqrt d (eq. 16).</summary>
    public sealed record Linear(double Scale) : MarginCurve(Scale)
    {
        public override double Edge(double clock) => Scale / clock;

        public override double ClockAt(double edge) => Scale / edge;

        public override double Excess(double stationaryClock, double gap) => gap / (stationaryClock - gap);
    }
}
