#!/usr/bin/env bash
# Package: MathNet.Numerics 5.0.0.
# Expected: the distribution function of counts is a staircase: CDF(0.5) = CDF(0).
# Happens: Poisson, Geometric and NegativeBinomial put x into the continuous formula: they rise between integers.
#   Binomial is a staircase.
# Seen 2026-11-29: Poisson.CDF(0.8, 0.5) = 0.659, Poisson.CDF(0.8, 0) = 0.449.
# Met by: anyone who compares an empirical distribution function with it (Kolmogorov-Smirnov, continuity correction).
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
Console.WriteLine($"Poisson(0.8): {Poisson.CDF(0.8, 0):g4} at 0, {Poisson.CDF(0.8, 0.5):g4} at 0.5");
Console.WriteLine($"Geometric(0.3): {Geometric.CDF(0.3, 1):g4} at 1, {Geometric.CDF(0.3, 1.5):g4} at 1.5");
Console.WriteLine($"Binomial(0.3, 20): {Binomial.CDF(0.3, 20, 6):g4} at 6, {Binomial.CDF(0.3, 20, 6.5):g4} at 6.5");
var staircase = Binomial.CDF(0.3, 20, 6) == Binomial.CDF(0.3, 20, 6.5);
return staircase && Poisson.CDF(0.8, 0.5) > Poisson.CDF(0.8, 0) + 0.1 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
