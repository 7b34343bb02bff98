
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>Whatever turns rows of the order parameters into the averages of the next step: sampled trajectories, or a closed form.</summary>
/// <remarks>For every k: <see cref="Step"/> gives what is needed for G(k+1, ·), then <see cref="Recall"/> with that row reads the past once for all that depends on it.</remarks>
internal interface IAveragedProcess
{
    /// <summary>A process that goes on from here on its own.</summary>
    IAveragedProcess Fork();

    /// <summary>Averages of step k, the next in order, but for the noise kernel, which is left empty.</summary>
    /// <param name="magnetization">m_k.</param>
    /// <param name="correlation">C_perp(k, 0..k).</param>
    /// <param name="team">Threads.</param>
    StepAverages Step(double magnetization, double[] correlation, ThreadTeam team);

    /// <summary>M_C(k, 0..k) of the step just taken; prepares the next.</summary>
    /// <param name="response">G(k+1, 0..k).</param>
    /// <param name="team">Threads.</param>
    double[] Recall(double[] response, ThreadTeam team);
}
