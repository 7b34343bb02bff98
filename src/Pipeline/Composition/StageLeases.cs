using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>Asks for leases in batches along the plan, so that a lease costs next to nothing and two processes on one sweep work on different
/// points.</summary>
internal sealed class StageLeases
{
    /// <summary>Work of one batch at most: what one process may keep from another for about a second.</summary>
    private const double BatchFlops = 1e10;

    private const int BatchStages = 64;

    private readonly StageNode[] _stages;
    private readonly Dictionary<Digest, int> _positions = [];
    private readonly Dictionary<Digest, Lease> _known = [];
    private readonly IStageSharing _sharing;

    /// <param name="stages">The stages to be computed and stored, in plan order.</param>
    /// <param name="sharing">Whom to ask.</param>
    public StageLeases(IEnumerable<StageNode> stages, IStageSharing sharing)
    {
        (_stages, _sharing) = ([.. stages], sharing);
        for (var i = 0; i < _stages.Length; i++) _positions[_stages[i].Key] = i;
    }

    public Lease Of(Digest key)
    {
        if (_known.TryGetValue(key, out var lease)) return lease;
        foreach (var (asked, answer) in _sharing.Ask(BatchFrom(_positions[key]))) _known[asked] = answer;
        return _known[key];
    }

    /// <summary>Asks anew about what others compute.</summary>
    public void Forget()
    {
        foreach (var key in _known.Where(k => k.Value == Lease.Elsewhere).Select(k => k.Key).ToList()) _known.Remove(key);
    }

    private List<Digest> BatchFrom(int position)
    {
        var batch = new List<Digest>();
        var flops = 0.0;
        for (var i = position; i < _stages.Length && batch.Count < BatchStages; i++)
        {
            if (_known.ContainsKey(_stages[i].Key)) continue;
            flops += _stages[i].Cost.Flops;
            if (batch.Count > 0 && flops > BatchFlops) break;
            batch.Add(_stages[i].Key);
        }
        return batch;
    }
}

/// <summary>Who computes a stage.</summary>
internal enum Lease
{
    /// <summary>This process.</summary>
    Ours,

    /// <summary>Another living process.</summary>
    Elsewhere,

    /// <summary>Nobody any more: another process has finished it meanwhile.</summary>
    Stored,
}

/// <summary>Shares the stages of a plan with the other processes that work on the same store.</summary>
internal interface IStageSharing
{
    /// <summary>Asks for stages.</summary>
    /// <returns>Who computes each of them.</returns>
    IReadOnlyDictionary<Digest, Lease> Ask(IReadOnlyCollection<Digest> keys);
}

/// <summary>Nobody else works on the store: everything is ours.</summary>
internal sealed class NoSharing : IStageSharing
{
    public IReadOnlyDictionary<Digest, Lease> Ask(IReadOnlyCollection<Digest> keys) => keys.ToDictionary(k => k, _ => Lease.Ours);
}

/// <summary>Shares stages through the claims of a store.</summary>
internal sealed class StoreSharing(ArtifactStore store) : IStageSharing
{
    /// <remarks>Claims come before the look at the store: a process that finishes a stage journals it before its claim can end.</remarks>
    public IReadOnlyDictionary<Digest, Lease> Ask(IReadOnlyCollection<Digest> keys)
    {
        var ours = store.Claims.TryClaim(keys);
        store.Refresh();
        return keys.ToDictionary(k => k, k => store.Contains(k) ? Lease.Stored : ours.Contains(k) ? Lease.Ours : Lease.Elsewhere);
    }
}
