using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.GaussianMixture.Dmft.Process;

/// <summary>All tangents T(k, l) of all samples, kept as Q(k, l) = D_k T(k, l): S T²/2 numbers.</summary>
internal sealed class ExactTangents : ITangents
{
    private const int Block = SampleLayout.BlockSize;

    private readonly SampleLayout _layout;
    private readonly double _feedback;
    private readonly double _scale;
    private readonly ISampleHistory _curvatures;
    private readonly List<double[]> _weighted;
    private double[] _recalled;

    /// <param name="layout">Samples and weights.</param>
    /// <param name="feedback">η √Δ.</param>
    /// <param name="scale">√Δ.</param>
    public ExactTangents(SampleLayout layout, double feedback, double scale)
        : this(layout, feedback, scale, layout.History(), [], [])
    {
    }

    private ExactTangents(
        SampleLayout layout, double feedback, double scale, ISampleHistory curvatures, List<double[]> weighted, double[] recalled) =>
        (_layout, _feedback, _scale, _curvatures, _weighted, _recalled) = (layout, feedback, scale, curvatures, weighted, recalled);

    public ITangents Fork() => new ExactTangents(_layout, _feedback, _scale, _curvatures.Fork(), [.. _weighted], _recalled);

    public void BeginStep()
    {
        _curvatures.BeginRow();
        _weighted.Add(new double[checked(_layout.Padded * _curvatures.Rows)]);
    }

    public void StepBlock(int block, ReadOnlySpan<double> curvature)
    {
        Span<double> kept = stackalloc double[Block];
        curvature.CopyTo(kept);
        _curvatures.Keep(block, kept);
        for (var l = 0; l < _curvatures.Rows; l++)
        {
            var row = Weighted(_curvatures.Rows, l, block);
            var tangent = Recalled(_curvatures.Rows, l, block);
            for (var i = 0; i < Block; i++) row[i] = curvature[i] * tangent[i];
        }
    }

    public double[] EndStep()
    {
        var averages = new double[_curvatures.Rows];
        for (var l = 0; l < averages.Length; l++) averages[l] = Average(averages.Length, l);
        _curvatures.CloseRow();
        return averages;
    }

    public void BeginRecall() => _recalled = new double[checked(_layout.Padded * _curvatures.Rows)];

    /// <summary>T(k, l) of the block, which D_k will weight.</summary>
    public void RecallBlock(int block, ReadOnlySpan<double> response)
    {
        var step = response.Length;
        Span<double> tangent = stackalloc double[Block], direct = stackalloc double[Block];
        for (var l = 0; l < step; l++)
        {
            _curvatures.Read(l, block, direct);
            for (var i = 0; i < Block; i++) tangent[i] = response[l] * direct[i];
            for (var j = l + 1; j < step; j++) AddInto(_scale * response[j], Weighted(j, l, block), tangent);
            var row = Recalled(step, l, block);
            for (var i = 0; i < Block; i++) row[i] = -_feedback * tangent[i];
        }
    }

    /// <summary>Σ_s weight_s Q(k, l)_s, lane by lane: partners of a pair are in neighbouring lanes, which the fold treats alike.</summary>
    private double Average(int k, int l)
    {
        Vector512<double> sum = default;
        for (var block = 0; block < _layout.Blocks; block++)
        {
            var row = Weighted(k, l, block);
            var weights = _layout.Weights.AsSpan(block * Block, Block);
            for (var i = 0; i < Block; i += HistoryKernels.Lanes)
                sum = Vector512.FusedMultiplyAdd(Vector512.Create<double>(weights[i..]), Vector512.Create<double>(row[i..]), sum);
        }
        return Lanes.Sum(sum);
    }

    private static void AddInto(double factor, ReadOnlySpan<double> row, Span<double> sum) =>
        RowKernels.AddInto(row, factor, sum);

    /// <summary>Q(k, l) of one block: the k rows of a step are contiguous within the block.</summary>
    private Span<double> Weighted(int k, int l, int block) => _weighted[k].AsSpan(((block * k) + l) * Block, Block);

    /// <summary>T(k, l) of one block, k the step to come.</summary>
    private Span<double> Recalled(int k, int l, int block) => _recalled.AsSpan(((block * k) + l) * Block, Block);
}

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
