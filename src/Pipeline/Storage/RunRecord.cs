using System.Collections.Immutable;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>What a run asked for: what keeps results from being collected, and what later runs are compared with.</summary>
/// <param name="Id">Name of the run, also in the manifest of its results.</param>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="System">Its system.</param>
/// <param name="Settings">The experiment with its overrides, as text.</param>
/// <param name="Results">Full path of the folder of its results.</param>
/// <param name="Started">When it started.</param>
/// <param name="Keys">Keys of the results that it uses, point after point.</param>
public sealed record RunRecord(
    string Id, string Experiment, string System, string Settings, string Results, DateTimeOffset Started, ImmutableArray<Digest> Keys)
{
    /// <summary>Full path of the folder that the given files of the experiment are relative to; empty in records of earlier versions of the
    /// tool.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Keys without a stored result when the run ended; null while it has not, after a crash, and in records of earlier versions of the
    /// tool.</summary>
    public ImmutableArray<Digest>? Unfinished { get; init; }

    /// <summary>Wall time in seconds; 0 on a cluster, while it has not ended, and in records of earlier versions of the tool.</summary>
    public double Seconds { get; init; }

    /// <summary>Threads that it had.</summary>
    public int Threads { get; init; }

    /// <summary>What its stages took; empty while it has not ended, and in records of earlier versions of the tool.</summary>
    public ImmutableArray<MeasuredTime> Times { get; init; } = [];
}

/// <summary>What stages of one name and of about the same size took in a run.</summary>
/// <param name="Stage">Their name.</param>
/// <param name="Stages">How many they are.</param>
/// <param name="Seconds">Time of processor threads of one of them on average.</param>
/// <param name="Flops">Estimated operations of one of them on average.</param>
public sealed record MeasuredTime(string Stage, int Stages, double Seconds, double Flops);
