namespace Pipelines.Model.Theories.GaussianMixture;

/// <summary>Whatever turns rows of the order parameters into the averages of the next step: sampled trajectories, or a closed form.</summary>
internal interface IAveragedProcess
{
    /// <summary>A process that goes on from here on its own.</summary>
    IAveragedProcess Fork();

    /// <summary>Averages of step k, the next in order.</summary>
    /// <param name="magnetization">m_k.</param>
    /// <param name="response">G(k, 0..k−1).</param>
    /// <param name="correlation">C_perp(k, 0..k).</param>
    /// <param name="threads">Thread budget.</param>
    StepAverages Step(double magnetization, double[] response, double[] correlation, int threads);
}
