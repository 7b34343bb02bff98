#!/usr/bin/env bash
# Package: YamlDotNet 18.1.0.
# Expected: WithAttemptingUnquotedStringTypeDeserialization turns 3.14159265358979 into a double.
# Happens: whatever fits a Single becomes one: eight digits are lost. Whole numbers become Byte, Int16 and so on.
# Seen 2026-11-29: 3.1415927 (Single), 0.1 (Single), 17 (Byte).
# Met by: anyone who reads hyperparameters of an experiment into a dictionary: 0.1 becomes 0.10000000149011612 once it
#   is a double.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package YamlDotNet@18.1.0
#:property PublishAot=false
using YamlDotNet.Serialization;
var reader = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
var values = reader.Deserialize<List<object>>("[3.14159265358979, 0.1, 17]");
Console.WriteLine(string.Join(", ", values.Select(value => $"{value} ({value.GetType().Name})")));
return values[0] is float && values[1] is float && values[2] is byte ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
