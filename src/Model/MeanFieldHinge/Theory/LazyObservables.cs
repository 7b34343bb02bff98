namespace Pipelines.Model.MeanFieldHinge.Theory;

/// <summary>Predictions of the lazy limit at one time (Pellegrini and Biroli 2020, eqs. 15-16).</summary>
/// <param name="Time">t in descent steps.</param>
/// <param name="Clock">g = lim αγ.</param>
/// <param name="ClockRate">dg/dt.</param>
/// <param name="SatisfactionEdge">H = h sqrt d/g.</param>
/// <param name="Drive">I_δ(H).</param>
/// <param name="UnsatisfiedFraction">f^U_δ(H).</param>
/// <param name="ScaledOutputSlope">s in α f(x) = s x_par.</param>
public sealed record LazyObservables(
    double Time, double Clock, double ClockRate, double SatisfactionEdge, double Drive, double UnsatisfiedFraction, double ScaledOutputSlope);
