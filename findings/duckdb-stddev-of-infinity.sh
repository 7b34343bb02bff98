#!/usr/bin/env bash
# Package: DuckDB 1.5.6 (DuckDB.NET 1.5.6.1).
# Expected: statistics over an infinite number are NaN or infinite, as avg and sum give.
# Happens: stddev, variance and corr raise an error that ends the whole statement, other groups included.
# Seen 2026-11-29: avg infinite; stddev and corr: Out of Range Error.
# Met by: anyone who summarises a sweep of which one point diverged: no row at all comes back.
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
string Ask(string what)
{
    using var command = database.CreateCommand();
    command.CommandText = $"SELECT {what} FROM (VALUES (1.0::DOUBLE), (2.0), ('infinity'::DOUBLE)) t(x)";
    try
    {
        return command.ExecuteScalar()!.ToString()!;
    }
    catch (DuckDBException error)
    {
        return error.Message.Split('\n')[0];
    }
}
foreach (var what in new[] { "avg(x)", "stddev(x)", "corr(x, x)" })
{
    Console.WriteLine($"{what}: {Ask(what)}");
}
return !Ask("avg(x)").Contains("Error") && Ask("stddev(x)").Contains("Out of Range") && Ask("corr(x, x)").Contains("Out of Range") ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
