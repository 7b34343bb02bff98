using System.Collections.Immutable;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>What is made of the results, of whatever types the build has for it.</summary>
internal interface IResultSettings
{
    ImmutableArray<object> AllChecks { get; }

    ImmutableArray<object> AllFigures { get; }
}

/// <summary>The two lists of an experiment file that read results.</summary>
internal sealed record ResultSettings<TCheck, TFigure>(
    [Setting("checks", "criteria that the results are held against")] ImmutableArray<TCheck> Checks = default,
    [Setting("figures", "figures drawn from result tables")] ImmutableArray<TFigure> Figures = default) : IResultSettings
    where TCheck : notnull
    where TFigure : notnull
{
    public ImmutableArray<object> AllChecks => [.. Checks];

    public ImmutableArray<object> AllFigures => [.. Figures];
}

/// <summary>The one list of an experiment file that reads results, in a build without figures.</summary>
internal sealed record CheckSettingsOnly<TCheck>(
    [Setting("checks", "criteria that the results are held against")] ImmutableArray<TCheck> Checks = default) : IResultSettings
    where TCheck : notnull
{
    public ImmutableArray<object> AllChecks => [.. Checks];

    public ImmutableArray<object> AllFigures => [];
}
