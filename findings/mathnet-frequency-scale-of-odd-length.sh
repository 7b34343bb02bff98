#!/usr/bin/env bash
# Package: MathNet.Numerics 5.0.0.
# Expected: Fourier.FrequencyScale gives the frequency of each bin; for 5 samples at rate 5: 0 1 2 -2 -1.
# Happens: for odd lengths the negative half is shifted by one: the last bin is labelled 0 and the first negative one
#   is missing.
# Seen 2026-11-29: 0 1 2 -1 0.
# Met by: anyone who labels the spectrum of a recorded trajectory (odd lengths are usual: both ends are recorded).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package MathNet.Numerics@5.0.0
#:property PublishAot=false
using MathNet.Numerics.IntegralTransforms;
var odd = Fourier.FrequencyScale(5, 5);
var even = Fourier.FrequencyScale(4, 4);
Console.WriteLine($"5 samples: {string.Join(" ", odd)}; 4 samples: {string.Join(" ", even)}");
return odd[3] == -1 && odd[4] == 0 && even[3] == -1 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
