#!/usr/bin/env bash
# Package: MathNet.Numerics 5.0.0.
# Expected: SpecialFunctions.Expm1 is exp(x) - 1 to full precision for small x: that is its purpose.
# Happens: it cuts the series after a few terms: at x = 0.05 eight digits are right, where exp(x) - 1 taken plainly
#   has fifteen.
# Seen 2026-11-29: Expm1(0.05) = 0.05127109375, correct 0.051271096376024, plain difference 0.05127109637602.
# Met by: anyone who writes small growth factors or discrete-time decay with it to gain accuracy.
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
const double correct = 0.051271096376024039697;
var seen = SpecialFunctions.Expm1(0.05);
Console.WriteLine($"Expm1(0.05) = {seen:r}, relative error {Math.Abs(seen / correct - 1):e1}");
Console.WriteLine($"exp(0.05) - 1 = {Math.Exp(0.05) - 1:r}, relative error {Math.Abs((Math.Exp(0.05) - 1) / correct - 1):e1}");
return Math.Abs(seen / correct - 1) > 1e-8 && Math.Abs((Math.Exp(0.05) - 1) / correct - 1) < 1e-13 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
