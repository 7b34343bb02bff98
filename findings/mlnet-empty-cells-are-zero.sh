#!/usr/bin/env bash
# Package: Microsoft.ML 5.0.1.
# Expected: LoadFromTextFile reads an empty cell as missing (NaN) and inf as infinite.
# Happens: an empty cell is 0; inf is NaN, as any text is, while 1e400 is infinite. Nothing is reported.
# Seen 2026-11-29: cells 1.5, empty, inf, 1e400, abc read as 1.5 0 NaN Infinity NaN.
# Met by: anyone who loads a table that another program wrote with gaps.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package Microsoft.ML@5.0.1
#:property PublishAot=false
using Microsoft.ML;
using Microsoft.ML.Data;
File.WriteAllText("t.csv", "x,y\n1.5,1\n,1\ninf,1\n1e400,1\nabc,1\n");
var context = new MLContext(1);
var rows = context.Data.CreateEnumerable<Row>(context.Data.LoadFromTextFile<Row>("t.csv", ',', hasHeader: true), reuseRowObject: false);
var values = rows.Select(row => row.X).ToArray();
Console.WriteLine(string.Join(" ", values));
return values[1] == 0 && double.IsNaN(values[2]) && double.IsPositiveInfinity(values[3]) ? 0 : 1;
class Row
{
    [LoadColumn(0)]
    public double X { get; set; }

    [LoadColumn(1)]
    public float Y { get; set; }
}
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
