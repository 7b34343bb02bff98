using Pipelines.Model.MeanFieldHinge.Laws;

namespace Pipelines.Model.MeanFieldHinge.Theory.Clock;

/// <summary>dγ/dt = C I_δ(H(γ)) with its stationary point (eqs. 10 and 13, supplement eq. 23).</summary>
internal sealed class ClockEquation
{
    private readonly StationaryPoint _stationary;

    public ClockEquation(ProjectionStatistics law, MarginCurve curve, double speed, double mislabelFraction)
    {
        (Law, Curve, Speed, MislabelFraction) = (law, curve, speed, mislabelFraction);
        _stationary = law.StationaryPointAt(mislabelFraction);
        StationaryClock = StationaryEdge == 0 ? double.PositiveInfinity : curve.ClockAt(StationaryEdge);
    }

    public ProjectionStatistics Law { get; }

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
    public double InitialDrive => (1 - (2 * MislabelFraction)) * Law.InitialDrive;

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
        return StationaryEdge == 0 ? Law.Drive(edge) : DriveAtExcess(edge, (edge / StationaryEdge) - 1);
    }

    // Well beyond γ* nothing cancels in the definition; near it and before it the excess keeps the digits.
    private double DriveAtExcess(double edge, double excess) => excess < -0.5
        ? ((1 - MislabelFraction) * Law.Drive(edge)) - (MislabelFraction * Law.InitialDrive)
        : Law.MislabelledDrive(MislabelFraction, _stationary, excess);

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
        var law = ProjectionStatistics.Of(problem.Law, problem.InputDimension);
        var curve = new MarginCurve.Hyperbolic(Representable(problem.MarginScale, "Margin over OutputScale"));
        Representable(problem.ClockSpeed * Math.Max(1, law.InitialDrive), "LearningRate over OutputScale");
        return new(law, curve, problem.ClockSpeed, problem.MislabelFraction);
    }
}

/// <summary>Everything that evolves in the mean-field dynamics: one number, the clock γ.</summary>
/// <param name="Time">t in descent steps; may be +inf.</param>
/// <param name="Clock">γ(t), from 0; nondecreasing.</param>
/// <param name="Gap">γ* - γ, kept apart because it goes on shrinking when γ has long stopped moving in double precision; +inf where learning
/// never stops.</param>
public readonly record struct HingeState(double Time, double Clock, double Gap);
