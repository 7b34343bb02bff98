using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>The keys of an experiment file that mean the same for every system.</summary>
public sealed record ExperimentHeader(
    [Setting("name of the experiment and of its results folder", IsFileName = true)] string Experiment,
    [Setting("what is computed; decides which other keys there are")] string System,
    [Setting("the one number that all randomness comes from")] ulong Seed,
    [Setting("one line above the report")] string? Title = null,
    [Setting("what the experiment is for", IsProse = true)] string? Description = null,
    [Setting("independent repetitions of every point, with random numbers of their own", Minimum = 1, Maximum = 100_000)] int Replicates = 1);
