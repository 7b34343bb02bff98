#!/usr/bin/env bash
# Package: .NET 10 base library (any 10.0 runtime).
# Expected: double.ExpM1 and double.LogP1 keep full precision near 0, like expm1 and log1p of C: no other reason to
#   have them.
# Happens: they are exp(x) - 1 and log(1 + x) taken plainly: at 1e-10 seven digits are right, at 1e-17 the result is
#   0. Libraries that build on them (NumSharp 0.70.0: np.expm1, np.log1p) inherit it.
# Seen 2026-11-29 on 10.0.12: ExpM1(1e-10) = 1.000000082740371E-10, LogP1(1e-17) = 0.
# Met by: anyone who writes softplus, logistic losses or decay factors with the names that promise accuracy.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:property PublishAot=false
var (growth, logarithm, tiny) = (double.ExpM1(1e-10), double.LogP1(1e-10), double.LogP1(1e-17));
Console.WriteLine($"{Environment.Version}: ExpM1(1e-10) = {growth:r}, LogP1(1e-10) = {logarithm:r}, LogP1(1e-17) = {tiny:r}");
return Math.Abs(growth / 1.00000000005e-10 - 1) > 1e-9 && Math.Abs(logarithm / 0.99999999995e-10 - 1) > 1e-9 && tiny == 0 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
