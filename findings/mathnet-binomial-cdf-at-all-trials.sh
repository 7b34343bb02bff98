#!/usr/bin/env bash
# Package: MathNet.Numerics 5.0.0.
# Expected: the probability of at most n successes in n trials is 1.
# Happens: Binomial.CDF(p, n, n) is NaN where p is large against n (p above 1 - 1/(n + 3)), and 1 elsewhere.
# Seen 2026-11-29: CDF(0.9, 5, 5) = NaN, CDF(0.5, 5, 5) = 1, CDF(0.9, 5, 6) = 1.
# Met by: anyone who judges pass rates of a few replicates: 5 of 5 at an expected rate of 0.9.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package MathNet.Numerics@5.0.0
#:property PublishAot=false
using MathNet.Numerics.Distributions;
var (all, half, beyond) = (Binomial.CDF(0.9, 5, 5), Binomial.CDF(0.5, 5, 5), Binomial.CDF(0.9, 5, 6));
Console.WriteLine($"CDF(0.9, 5, 5) = {all}, CDF(0.5, 5, 5) = {half}, CDF(0.9, 5, 6) = {beyond}");
return double.IsNaN(all) && half == 1 && beyond == 1 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
