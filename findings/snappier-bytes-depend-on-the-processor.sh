#!/usr/bin/env bash
# Package: Snappier 1.3.1.
# Expected: one version of a compressor writes one sequence of bytes for one input.
# Happens: it hashes with a CRC instruction where the processor has it: without SSE4.2 the compressed bytes differ.
#   Both decompress rightly.
# Seen 2026-11-29: other digests with and without hardware intrinsics.
# Met by: anyone who compares digests of Snappy-compressed Parquet files between machines. Needs an x64 processor with
#   SSE4.2.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package Snappier@1.3.1
#:property PublishAot=false
using System.Security.Cryptography;
var input = Enumerable.Range(0, 20000).SelectMany(i => BitConverter.GetBytes((i * 7919L) % 1000 / 8.0)).ToArray();
var packed = Snappier.Snappy.CompressToArray(input);
Console.WriteLine(Convert.ToHexString(SHA256.HashData(packed))[..16] + $" {Snappier.Snappy.DecompressToArray(packed).SequenceEqual(input)}");
return 0;
END
dotnet run probe.cs > with.txt && DOTNET_EnableHWIntrinsic=0 dotnet run probe.cs > without.txt && cat with.txt without.txt &&
  ! cmp -s with.txt without.txt && grep -q True with.txt && grep -q True without.txt || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
