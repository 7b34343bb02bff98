namespace Pipelines.Model.MeanFieldHinge.Theory;

/// <summary>
/// What the theory predicts at one time. Values with mislabelled examples carry the subscript δ in the paper's supplement (eqs. 23-24).
/// </summary>
/// <param name="Time">t in descent steps.</param>
/// <param name="Clock">γ.</param>
/// <param name="ClockRate">dγ/dt.</param>
/// <param name="SatisfactionEdge">H: examples with |x_par| below it are unsatisfied; +inf at the start.</param>
/// <param name="CleanDrive">I(H), for the examples with correct labels.</param>
/// <param name="Drive">I_δ = (1-δ) I - δ I(inf).</param>
/// <param name="CleanUnsatisfiedFraction">f^U(H).</param>
/// <param name="UnsatisfiedFraction">f^U_δ = (1-δ) f^U + δ.</param>
/// <param name="Noise">J_δ: rms length of the sampled drive's perpendicular part is J_δ/sqrt N. NaN where the law does not determine it.</param>
/// <param name="SampledNoise">J_δ/sqrt N; NaN without a number of training examples.</param>
/// <param name="PopulationLoss">L_δ.</param>
/// <param name="LossRate">dL_δ/dt, at most 0.</param>
/// <param name="OutputSlope">s in f(x) = s x_par.</param>
/// <param name="GeneralisationError">On clean labels, in the limit of infinite M and N: 0 once anything is learnt, ½ at t = 0 (ties count
/// half).</param>
/// <param name="NoisyGeneralisationError">The same against labels that are flipped with probability δ: δ once anything is learnt.</param>
public sealed record HingeObservables(
    double Time,
    double Clock,
    double ClockRate,
    double SatisfactionEdge,
    double CleanDrive,
    double Drive,
    double CleanUnsatisfiedFraction,
    double UnsatisfiedFraction,
    double Noise,
    double SampledNoise,
    double PopulationLoss,
    double LossRate,
    double OutputSlope,
    double GeneralisationError,
    double NoisyGeneralisationError);
