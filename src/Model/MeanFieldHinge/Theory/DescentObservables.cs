namespace Pipelines.Model.MeanFieldHinge.Theory;

/// <summary>Predictions of the mean-field recursion for gradient descent at one step.</summary>
/// <param name="Step">k.</param>
/// <param name="Growth">P_k.</param>
/// <param name="Decay">Q_k.</param>
/// <param name="Clock">ln P_k, to be compared with the clock measured on a + w_par.</param>
/// <param name="Covariance">c_k, the learnt part of E[a w_par].</param>
/// <param name="SatisfactionEdge">H_k.</param>
/// <param name="Drive">I_δ(H_k).</param>
/// <param name="UnsatisfiedFraction">f^U_δ(H_k).</param>
/// <param name="Noise">J_δ(H_k).</param>
/// <param name="SampledNoise">J_δ/sqrt N; NaN without a number of training examples.</param>
/// <param name="PopulationLoss">L_δ.</param>
/// <param name="OutputSlope">s in f(x) = s x_par.</param>
public sealed record DescentObservables(
    long Step,
    double Growth,
    double Decay,
    double Clock,
    double Covariance,
    double SatisfactionEdge,
    double Drive,
    double UnsatisfiedFraction,
    double Noise,
    double SampledNoise,
    double PopulationLoss,
    double OutputSlope);
