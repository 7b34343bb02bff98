#!/usr/bin/env bash
# Package: PureHDF 2.2.0, on a file of h5py 3.7.0 (Debian 12).
# Expected: the checksum filter fletcher32 changes no value; a reader checks the sum or ignores it.
# Happens: with fletcher32 as the only filter and chunks narrower than the table, numbers of the chunk's next row
#   appear in the wrong places. With gzip beside it, or chunks as wide as the table, all is well. Nothing is reported.
# Seen 2026-11-29: a 4 x 6 table 0, 1, ... in chunks of 2 x 4 reads 0 1 2 3 4 5 / 10 11 0 0 10 11 / ...
# Met by: anyone who reads data of instruments or simulations that guard their chunks with checksums.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get install -y -qq --no-install-recommends python3-h5py > apt.log 2>&1 || {
  cat apt.log >&2
  exit 1
}
/usr/bin/python3 - <<'END'
import h5py, numpy
with h5py.File("t.h5", "w") as file:
    table = numpy.arange(24.0).reshape(4, 6)
    file.create_dataset("sum", data=table, chunks=(2, 4), fletcher32=True)
    file.create_dataset("both", data=table, chunks=(2, 4), fletcher32=True, compression="gzip")
    assert (file["sum"][:] == table).all()
END
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package PureHDF@2.2.0
#:property PublishAot=false
using PureHDF;
using var file = H5File.OpenRead("t.h5");
var (sum, both) = (file.Dataset("sum").Read<double[]>(), file.Dataset("both").Read<double[]>());
Console.WriteLine($"fletcher32 alone: {string.Join(" ", sum)}");
Console.WriteLine($"with gzip:        {string.Join(" ", both)}");
var right = Enumerable.Range(0, 24).Select(i => (double)i).ToArray();
return both.SequenceEqual(right) && !sum.SequenceEqual(right) ? 0 : 1;
END
dotnet run probe.cs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
