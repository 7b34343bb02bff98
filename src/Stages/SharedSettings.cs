using System.Collections.Immutable;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Pipelines.Model;
using Pipelines.Model.Runs;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages;

/// <summary>When a run is recorded: the union of every rule that is given, with the first and the last step always among them.</summary>
public sealed record RecordSettings(
    [Setting("log", "Number of steps spread evenly over the logarithm of time", Minimum = 2, Maximum = 1_000_000, Example = "40")] int? Log = null,
    [Setting("every", "Record every so many steps", Minimum = 1, Example = "10")] int? Every = null,
    [Setting("at", "Steps to record", Minimum = 0, Example = "[1, 10, 100]")] ImmutableArray<int> At = default,
    [Setting("neurons", "Neurons whose own trajectory is recorded, in a table of neurons", Minimum = 0, Example = "5")] int Neurons = 0,
    [Setting("satisfaction", "Record for every training example when it was satisfied, in the table satisfaction", Example = "true")]
    bool Satisfaction = false)
{
    /// <summary>What the section is for.</summary>
    public const string Meaning = "What is recorded and when; without log, every or at, the first and the last step alone";

    /// <summary>A plan lists every recorded step: more would take gigabytes.</summary>
    private const long MostSteps = 10_000_000;

    /// <summary>The recorded steps in [0, last], strictly increasing.</summary>
    public ImmutableArray<long> Steps(long last)
    {
        var steps = new List<long> { 0, last };
        if (Log is { } count) steps.AddRange(RecordSchedule.Logarithmic(last, count));
        if (!At.IsDefault) steps.AddRange(At.Select(s => (long)s));
        return Every is { } stride ? Merged(steps, stride, last) : [.. steps.Where(s => s <= last).Distinct().Order()];
    }

    /// <summary>The refusal of a stride that would record too many steps; null for any other.</summary>
    /// <param name="last">The last step.</param>
    public PointPlan.Refused? Refusal(long last) => Every is { } stride && last / stride >= MostSteps
        ? new(
            "record.every",
            FormattableString.Invariant($"{(last / stride) + 1} of {last} steps would be recorded; {MostSteps} are the most."),
            FormattableString.Invariant($"Write record.every: {(last / MostSteps) + 1} or more, or record.log."))
        : null;

    /// <summary>What of this is never recorded, a sentence each.</summary>
    /// <param name="last">The last step.</param>
    /// <param name="neurons">Neurons that there are; null where none can be recorded.</param>
    public IEnumerable<string> Unrecorded(long last, int? neurons)
    {
        if (!At.IsDefault && At.Count(step => step > last) is > 0 and var beyond)
            yield return FormattableString.Invariant($"The last step is {last}: {beyond} steps of record.at come after it and are not recorded.");
        if (Neurons > neurons)
            yield return FormattableString.Invariant($"record.neurons is {Neurons}: there are {neurons} neurons, and all of them are recorded.");
    }

    /// <summary>Some steps and every multiple of a stride, which may be millions: each is looked at once.</summary>
    private static ImmutableArray<long> Merged(List<long> some, long stride, long last)
    {
        long[] others = [.. some.Where(s => s <= last && s % stride != 0).Distinct().Order()];
        var all = new long[(last / stride) + 1 + others.Length];
        var (next, step) = (0, 0L);
        for (var i = 0; i < all.Length; i++)
        {
            if (next < others.Length && (step > last || others[next] < step)) all[i] = others[next++];
            else (all[i], step) = (step, step + stride);
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(all);
    }
}

/// <summary>Arithmetic that training runs in, and what a sampled theory may keep its past in; theory always computes in double precision.</summary>
[WrittenAs("Precision")]
public enum Precision
{
    [Description("single precision, 6e-8 of a number")]
    [WrittenAs("Float32")]
    Float32,
    [Description("double precision, 1e-16 of a number")]
    [WrittenAs("Float64")]
    Float64,
}
