#!/usr/bin/env bash
# Package: ScottPlot 5.1.59 (SVG through SkiaSharp).
# Expected: the SVG of one plot is the same text whenever it is drawn.
# Happens: clip paths are numbered by a counter of the process: the text depends on how many figures were drawn
#   before.
# Seen 2026-11-29: first drawing id="cl_4", the same plot drawn again id="cl_6".
# Met by: anyone who hashes figures, or draws them on several threads.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package ScottPlot@5.1.59
#:property PublishAot=false
string Draw()
{
    var plot = new ScottPlot.Plot();
    plot.Add.Scatter(new double[] { 1, 2, 3 }, new double[] { 1, 4, 9 });
    return plot.GetSvgXml(300, 200);
}
string Identifier(string svg) => System.Text.RegularExpressions.Regex.Match(svg, "id=\"(cl_[^\"]*)").Groups[1].Value;
var (first, second) = (Draw(), Draw());
Console.WriteLine($"same text: {first == second}; {Identifier(first)}, {Identifier(second)}");
return first != second && Identifier(first) != Identifier(second) ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
