#!/usr/bin/env bash
# Package: MathNet.Numerics 5.0.0.
# Expected: FindRoots.OfFunction(f, 0, 1) brackets a change of sign, and accuracy = 1e-8 bounds the root.
# Happens: accuracy bounds |f|: where f is small everywhere, an end of the interval is returned as a root, without an
#   error.
# Seen 2026-11-29: of 1e-9 (x - 0.3) on [0, 1] the root is 0; of 1e-5 (x - 0.3) it is 0.3.
# Met by: anyone who solves for the time at which a loss, in its own units, crosses a value.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package MathNet.Numerics@5.0.0
#:property PublishAot=false
using MathNet.Numerics;
var flat = FindRoots.OfFunction(x => 1e-9 * (x - 0.3), 0, 1);
var steep = FindRoots.OfFunction(x => 1e-5 * (x - 0.3), 0, 1);
Console.WriteLine($"1e-9 (x - 0.3): {flat:g6}; 1e-5 (x - 0.3): {steep:g6}");
return Math.Abs(flat - 0.3) > 0.2 && Math.Abs(steep - 0.3) < 1e-6 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
