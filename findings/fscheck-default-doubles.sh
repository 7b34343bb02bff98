#!/usr/bin/env bash
# Package: FsCheck 3.6.0.
# Expected: properties over double are tried with 0, with small and large magnitudes, as those over int are with 0.
# Happens: the default generator draws NaN, infinities, MaxValue and Epsilon, but not 0, and no other finite number
#   beyond its size (100).
# Seen 2026-11-29: of 20,000 draws at size 100 none is 0, the largest below 1e300 is 100.
# Met by: anyone who relies on [Property] to try a function of a double at 0 or at 1e6.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package FsCheck@3.6.0
#:property PublishAot=false
using FsCheck.Fluent;
var draws = ArbMap.GeneratorFor<double>(FsCheck.Fluent.ArbMap.Default).Sample(20000, 100).ToArray();
var finite = draws.Where(double.IsFinite).ToArray();
var (zeros, largest) = (finite.Count(x => x == 0), finite.Where(x => Math.Abs(x) < 1e300).Max(Math.Abs));
Console.WriteLine($"{draws.Length} draws: {draws.Count(double.IsNaN)} NaN, {zeros} zeros, largest below 1e300: {largest:g4}");
return draws.Length == 20000 && zeros == 0 && largest <= 100.5 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
