#!/usr/bin/env bash
# Package: MathNet.Numerics 5.0.0.
# Expected: FindMinimum.OfFunction with its default tolerance finds the minimum of a paraboloid, or says that it did not converge.
# Happens: its simplex starts with a side of 0.00025 where the guess is 0, and it stops when the values there differ by less than the tolerance
#   relative to their size: the guess comes back as the minimum as soon as the function is large beside its change, without an error.
# Seen 2026-12-01: of 1e6 + (x - 1)^2 + (y - 2)^2 from (0, 0) it returns (0.0004, 0.0004); without the 1e6 it finds (1, 2).
#   With the tolerance 1e-4, of (x - 6)^2 + y^2 it returns the start, too.
# Met by: anyone who fits two parameters by least squares with a guess of 0: a sum of squares over many points is large.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package MathNet.Numerics@5.0.0
#:property PublishAot=false
using System.Globalization;
using MathNet.Numerics;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
static double Bowl(double x, double y) => ((x - 1) * (x - 1)) + ((y - 2) * (y - 2));
var alone = FindMinimum.OfFunction(Bowl, 0, 0);
var lifted = FindMinimum.OfFunction((x, y) => 1e6 + Bowl(x, y), 0, 0);
var loose = FindMinimum.OfFunction((x, y) => ((x - 6) * (x - 6)) + (y * y), 0, 0, tolerance: 1e-4);
Console.WriteLine($"alone ({alone.Item1:G4}, {alone.Item2:G4}), with 1e6 added ({lifted.Item1:G4}, {lifted.Item2:G4}), at 1e-4 ({loose.Item1:G4}, {loose.Item2:G4})");
return Math.Abs(alone.Item1 - 1) < 1e-3 && Math.Abs(lifted.Item1) < 0.01 && Math.Abs(lifted.Item2) < 0.01 && Math.Abs(loose.Item1) < 0.01 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
