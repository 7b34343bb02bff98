using System.Collections.Immutable;

namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>A figure as a value: what is drawn where in data coordinates, in words and numbers only. Renderers turn it into bytes.</summary>
/// <param name="Name">File name without ending.</param>
/// <param name="Title">One line, with formulas between dollar signs (<see cref="MathText"/>).</param>
/// <param name="Caption">What is to be seen, likewise.</param>
/// <param name="Notes">What the tool adds to the caption, a sentence each: parameters, error bars, verdicts.</param>
/// <param name="Alternative">What the figure shows, for those who do not see it: plain text.</param>
/// <param name="Panels">Row by row.</param>
/// <param name="Columns">Panels per row.</param>
internal sealed record Figure(
    string Name, string Title, string Caption, ImmutableArray<string> Notes, string Alternative, ImmutableArray<Panel> Panels, int Columns);
