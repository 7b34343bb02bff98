namespace Pipelines.Pipeline.Experiments;

/// <summary>One setting of one point as it holds: what <c>config --origin</c> and <c>explain</c> print.</summary>
/// <param name="Path">Dotted path.</param>
/// <param name="Value">As a file would write it, on one line.</param>
/// <param name="Origin">Where the value comes from.</param>
/// <param name="Unit">Empty when dimensionless.</param>
/// <param name="Summary">The setting's one-line description.</param>
public sealed record ResolvedSetting(string Path, string Value, SettingOrigin Origin, string Unit, string Summary);
