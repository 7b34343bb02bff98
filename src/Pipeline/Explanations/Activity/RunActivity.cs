using System.Collections.Immutable;

namespace Pipelines.Pipeline.Explanations.Activity;

/// <summary>How far a run is.</summary>
/// <param name="Run">Its name.</param>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="State">How it stands.</param>
/// <param name="Started">When it started.</param>
/// <param name="Holder">Host and process; empty when it is not at work.</param>
/// <param name="Results">Different results that it asked for.</param>
/// <param name="Stored">How many of them are stored.</param>
/// <param name="Claimed">How many its process has claimed and not stored yet.</param>
/// <param name="Points">How its points stand; empty where the points are unknown here.</param>
/// <param name="Failures">Stages that failed in a way that repeats.</param>
public sealed record RunActivity(
    string Run, string Experiment, RunState State, DateTimeOffset Started, string Holder, int Results, int Stored, int Claimed,
    ImmutableArray<PointActivity> Points, ImmutableArray<FailedStage> Failures)
{
    /// <summary>Stages under way, as its process said at most ten seconds ago.</summary>
    public ImmutableArray<StageActivity> UnderWay { get; init; } = [];
}

/// <summary>A long stage under way.</summary>
/// <param name="Stage">Name of the stage; empty where that is unknown.</param>
/// <param name="Key">Its key.</param>
/// <param name="Points">The points that it belongs to; empty where that is unknown.</param>
/// <param name="Done">How much of it is done, in [0, 1].</param>
public sealed record StageActivity(string Stage, string Key, string Points, double Done);

/// <summary>How a point stands.</summary>
/// <param name="Point">Its number.</param>
/// <param name="Results">Results that it needs.</param>
/// <param name="Stored">How many of them are stored.</param>
/// <param name="Status">complete, skipped, at-work or waiting; where it has no results refused, diverged, failed, and after a run unfinished.</param>
public sealed record PointActivity(long Point, int Results, int Stored, string Status);

/// <summary>A stage whose failure is its stored result.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Key">Its key.</param>
/// <param name="Points">The points that it belongs to; empty where that is unknown.</param>
/// <param name="Cause">Step and cause.</param>
public sealed record FailedStage(string Stage, string Key, string Points, string Cause);

/// <summary>How a run stands, as its store tells it.</summary>
public enum RunState
{
    /// <summary>Its process lives.</summary>
    Running,

    /// <summary>It is at work on another machine, as far as its claims tell.</summary>
    RunningElsewhere,

    /// <summary>Its results folder was written, or everything that it asked for is stored.</summary>
    Finished,

    /// <summary>It ended before it was finished; the same command goes on.</summary>
    Stopped,
}
