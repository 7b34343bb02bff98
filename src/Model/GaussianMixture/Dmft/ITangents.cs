namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>The response of every sampled trajectory to its own perturbations, as far as the memory kernel needs it.</summary>
/// <remarks>Equation: T(k, l) = ∂h_k/∂P_l = −η √Δ [G(k, l) D_l + √Δ Σ_{l&lt;j&lt;k} G(k, j) D_j T(j, l)], and M_R(k, l) = −α Δ^{3/2} ⟨D_k T(k,
/// l)⟩.</remarks>
internal interface ITangents
{
    ITangents Fork();

    /// <summary>Opens step k, the next in order.</summary>
    void BeginStep();

    /// <summary>Takes one block of samples through the open step. Blocks of one chunk come in order on one thread.</summary>
    /// <param name="block">Which samples.</param>
    /// <param name="curvature">D_k = s_k Λ'' of the block's samples.</param>
    void StepBlock(int block, ReadOnlySpan<double> curvature);

    /// <summary>Closes the step and returns ⟨D_k T(k, l)⟩ for l = 0..k−1.</summary>
    double[] EndStep();

    /// <summary>Makes room for what the blocks recall between two steps.</summary>
    void BeginRecall();

    /// <summary>What G(k, 0..k−1) makes of a block's past, for step k to come.</summary>
    void RecallBlock(int block, ReadOnlySpan<double> response);
}
