#!/usr/bin/env bash
# Package: MathNet.Numerics 5.0.0.
# Expected: the incomplete gamma function is accurate near 0, where for small shapes most of the mass lies.
# Happens: below x = 1e-15 GammaLowerRegularized(a, x) is 0, also where the value is far from 0; Gamma.CDF and
#   ChiSquared.CDF follow.
# Seen 2026-11-29: P(0.05, 1e-14) = 0.205, P(0.05, 1e-15) = 0; x^a / Gamma(1 + a) gives 0.183 there.
# Met by: anyone who draws or tests heavy-peaked gamma variables, such as weights of sparse mixtures.
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
using MathNet.Numerics.Distributions;
double Leading(double x) => Math.Pow(x, 0.05) / SpecialFunctions.Gamma(1.05);
foreach (var x in new[] { 1e-14, 1e-15, 1e-16 })
{
    Console.WriteLine($"P(0.05, {x}) = {SpecialFunctions.GammaLowerRegularized(0.05, x):g6}, leading term {Leading(x):g6}");
}
return SpecialFunctions.GammaLowerRegularized(0.05, 1e-14) > 0.2 && Gamma.CDF(0.05, 1, 1e-16) == 0 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
