using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>The keys of an experiment file that mean the same for every system.</summary>
internal sealed record ExperimentHeader(
    [Setting("experiment", "name of the experiment and of its results folder", IsFileName = true)] string Experiment,
    [Setting("system", "what is computed; decides which other keys there are")] string System,
    [Setting("seed", "the one number that all randomness comes from")] ulong Seed,
    [Setting("title", "one line above the report")] string? Title = null,
    [Setting("description", "what the experiment is for", IsProse = true)] string? Description = null,
    [Setting("replicates", "independent repetitions of every point, with random numbers of their own", Minimum = 1, Maximum = 100_000)]
    int Replicates = 1);
