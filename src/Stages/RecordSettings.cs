using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages;

/// <summary>When a run is recorded: the union of every rule that is given, with the first and the last step always among them.</summary>
public sealed record RecordSettings(
    [Setting("Number of steps spread evenly over the logarithm of time", Minimum = 2)] int? Log = null,
    [Setting("Record every so many steps", Minimum = 1)] int? Every = null,
    [Setting("Steps to record", Minimum = 0)] ImmutableArray<int> At = default,
    [Setting("Neurons whose own trajectory is recorded", Minimum = 0)] int Neurons = 0,
    [Setting("Record for every training example when it was satisfied")] bool Satisfaction = false)
{
    /// <summary>The recorded steps in [0, last], strictly increasing.</summary>
    public ImmutableArray<long> Steps(long last)
    {
        var steps = new SortedSet<long> { 0, last };
        if (Log is { } count && last > 0)
        {
            for (var i = 0; i < count; i++) steps.Add((long)Math.Round(Elementary.Exp(Elementary.Log(last) * i / (count - 1))));
        }
        if (Every is { } stride)
        {
            for (long step = 0; step <= last; step += stride) steps.Add(step);
        }
        if (!At.IsDefault) steps.UnionWith(At.Where(s => s <= last).Select(s => (long)s));
        return [.. steps.Where(s => s <= last)];
    }
}
