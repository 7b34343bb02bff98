#!/usr/bin/env bash
# Packages: dotnet-stryker 5.1.0, xunit.v3.mtp-off 4.0.3, xunit.runner.visualstudio 4.0.1, Microsoft.NET.Test.Sdk 18.12.0.
# Expected: a mutant that a test fails on is killed, or the tool says that it cannot work with these tests.
# Happens: with its default runner (vstest) every mutant survives and the score is 0 %, with one line in the log that coverage
#   could not be captured: the tests of xunit v3 are a program of their own, which never hears which mutant is active.
#   With --test-runner mtp and the package xunit.v3 the same tests kill them.
# Seen 2026-11-30: 4 survived of 4, 0.00 %; with mtp 3 killed of 4 (x >= 0 for x > 0 is the same function), 75.00 %.
# Met by: whoever measures how good the tests of a kernel are, and believes the figure.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir kernel tests data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_CLI_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > kernel/kernel.csproj <<'END'
<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>
END
cat > kernel/Kernel.cs <<'END'
public static class Kernel { public static double Relu(double x) => x > 0 ? x : 0; }
END
cat > tests/KernelTests.cs <<'END'
using Xunit;
public class KernelTests
{
    [Fact] public void Of_a_positive_number() => Assert.Equal(2, Kernel.Relu(2));
    [Fact] public void Of_a_negative_number() => Assert.Equal(0, Kernel.Relu(-2));
}
END
project() {
  cat > tests/tests.csproj <<END
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType></PropertyGroup>
  <ItemGroup>$1<ProjectReference Include="../kernel/kernel.csproj" /></ItemGroup>
</Project>
END
}
dotnet new tool-manifest > /dev/null
dotnet tool install dotnet-stryker --version 5.1.0 > /dev/null
score() {
  rm -rf tests/bin tests/obj kernel/bin kernel/obj
  (cd tests && dotnet stryker --project kernel.csproj --reporter cleartext "$@") > log
  grep -oE 'final mutation score is [0-9.]+ %' log
}
package() { echo "<PackageReference Include=\"$1\" Version=\"$2\" />"; }
project "$(package xunit.v3.mtp-off 4.0.3)$(package xunit.runner.visualstudio 4.0.1)$(package Microsoft.NET.Test.Sdk 18.12.0)"
usual=$(score)
project "$(package xunit.v3 4.0.3)"
other=$(score --test-runner mtp)
echo "default runner: $usual; mtp: $other"
[ "$usual" = 'final mutation score is 0.00 %' ] && [ "$other" = 'final mutation score is 75.00 %' ] || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
