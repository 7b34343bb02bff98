#!/usr/bin/env bash
# Package: DuckDB 1.5.6 (DuckDB.NET 1.5.6.1).
# Expected: skewness and kurtosis do not depend on a constant that is added to all numbers, as variance does not
#   there.
# Happens: they come from sums of powers: 1, 2, 3, 7 on top of 1e9 have skewness NaN and kurtosis NULL; five times 0.1
#   have kurtosis -8.
# Seen 2026-11-29: skewness(1, 2, 3, 7) = 1.44, shifted by 1e9 NaN; variance 6.917 both times.
# Met by: anyone who asks for moments of times, of angles near a constant or of norms in high dimension.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package DuckDB.NET.Data.Full@1.5.6.1
#:property PublishAot=false
using DuckDB.NET.Data;
using var database = new DuckDBConnection("DataSource=:memory:");
database.Open();
object Ask(string what, string numbers)
{
    using var command = database.CreateCommand();
    command.CommandText = $"SELECT {what} FROM (SELECT unnest([{numbers}]::DOUBLE[]) AS x)";
    return command.ExecuteScalar()!;
}
const string plain = "1, 2, 3, 7", shifted = "1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 7";
Console.WriteLine($"variance {Ask("var_samp(x)", plain)}, shifted {Ask("var_samp(x)", shifted)}");
Console.WriteLine($"skewness {Ask("skewness(x)", plain)}, shifted {Ask("skewness(x)", shifted)}");
Console.WriteLine($"kurtosis of five times 0.1: {Ask("kurtosis(x)", "0.1, 0.1, 0.1, 0.1, 0.1")}");
return Ask("skewness(x)", shifted) is double.NaN && Ask("skewness(x)", plain) is > 1.0
    && Ask("kurtosis(x)", "0.1, 0.1, 0.1, 0.1, 0.1") is < -1.0 ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
