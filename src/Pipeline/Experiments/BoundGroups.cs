using System.Collections.Concurrent;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>The groups of a file that were bound without an error: the points of a sweep share all that is not swept. Safe for concurrent
/// use.</summary>
internal sealed class BoundGroups
{
    private readonly HashSet<object> _written = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<object, (SettingType.Group Type, object Record)> _bound = new(ReferenceEqualityComparer.Instance);

    /// <param name="root">What is written; groups that a sweep makes anew for each point are not kept.</param>
    public BoundGroups(ConfigNode root) => Collect(root);

    public object? Find(SettingType.Group type, ConfigNode.Mapping node) =>
        _bound.TryGetValue(node, out var known) && ReferenceEquals(known.Type, type) ? known.Record : null;

    public void Add(SettingType.Group type, ConfigNode.Mapping node, object record)
    {
        if (_written.Contains(node)) _bound.TryAdd(node, (type, record));
    }

    private void Collect(ConfigNode node)
    {
        switch (node)
        {
            case ConfigNode.Mapping mapping:
                if (!_written.Add(mapping)) return;
                foreach (var entry in mapping.Entries) Collect(entry.Value);
                return;
            case ConfigNode.Sequence sequence:
                foreach (var item in sequence.Items) Collect(item);
                return;
        }
    }
}
