namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>A mark on an axis.</summary>
/// <param name="Value">Where, in data.</param>
/// <param name="Label">What is written at it; null for a minor tick.</param>
internal sealed record Tick(double Value, MathText? Label);
