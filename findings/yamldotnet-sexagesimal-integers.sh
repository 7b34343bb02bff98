#!/usr/bin/env bash
# Package: YamlDotNet 18.1.0.
# Expected: 1:30 is no whole number, as YAML 1.2 has it; 1e3 may be one.
# Happens: an int property takes 1:30 as 90 (base 60, YAML 1.1), while 1e3 is an error. Untyped, 1:30 stays a text.
# Seen 2026-11-29: int from '1:30': 90; int from '1e3': YamlException.
# Met by: anyone who writes a time limit of an hour and a half as 1:30 where minutes or steps are wanted.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package YamlDotNet@18.1.0
#:property PublishAot=false
using YamlDotNet.Core;
using YamlDotNet.Serialization;
var reader = new DeserializerBuilder().Build();
var minutes = reader.Deserialize<int>("1:30");
var refused = false;
try
{
    reader.Deserialize<int>("1e3");
}
catch (YamlException)
{
    refused = true;
}
Console.WriteLine($"1:30 as int: {minutes}; 1e3 as int refused: {refused}");
return minutes == 90 && refused ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
