#!/usr/bin/env bash
# Restores, builds, checks the format and runs every default test; installs by itself what the tests need.
# Ends with one line: N passed, N failed, N skipped. Exit status 0 exactly when nothing failed.
#
#   ./test.sh [ARGUMENTS OF dotnet test]          everything
#   ./test.sh coverage TEST-PROJECT [ARGUMENTS]   lines and branches that its tests reach, e.g. coverage Stages.Tests
#   ./test.sh mutation TEST-PROJECT SOURCE-FILE   changes to a file that its tests do not notice, e.g. mutation Model.Tests src/Model/Numerics/SampleStatistics.cs
#   ./test.sh outdated                            packages of which newer versions are served
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

step() { printf '\n== %s\n' "$*"; }
stop() { printf '\n%s\n0 passed, 1 failed, 0 skipped\n' "$*"; exit 1; }

case "${1:-}" in
  coverage)
    out=artifacts/coverage/$2
    rm -rf "$out"
    dotnet test "tests/$2" -c Release --collect "XPlat Code Coverage" --results-directory "$out" "${@:3}" || exit
    grep -ohE '<package name="[^"]*" line-rate="[^"]*" branch-rate="[^"]*"' "$out"/*/coverage.cobertura.xml
    exit ;;
  mutation)
    project=$(basename "$(dirname "$(find src -name '*.csproj' | while read -r p; do case "$3" in "$(dirname "$p")"/*) echo "$p" ;; esac; done)")")
    dotnet tool restore || exit
    cd "tests/$2" && exec dotnet stryker --project "$project.csproj" --mutate "**/$(basename "$3")" --configuration Release --output ../../artifacts/mutation ;;
  outdated)
    exec dotnet list Pipelines.sln package --outdated ;;
esac

step "What the tests use beside .NET"
cat <<'TEXT'
Installed where it is missing: npm packages into tests/judges/node_modules; and, as root on Debian, zsh, dataset-fashion-mnist, chromium, and what
tests/cluster/slurm.sh names (Slurm, MUNGE). A test whose part cannot be installed is skipped, and says so.
TEXT
# Independent readers of our files; their tests are skipped, visibly, where Node.js or the registry is absent.
if command -v npm >/dev/null; then
  (cd tests/judges && npm ci --no-audit --no-fund --loglevel=error) || echo "npm ci failed: the tests with independent readers will be skipped."
fi
# The shell whose completion script is tested; likewise skipped where it cannot be installed.
if ! command -v zsh >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  { apt-get install -y zsh || { apt-get update && apt-get install -y zsh; }; } >/dev/null 2>&1 \
    || echo "zsh cannot be installed: the test of its completion script will be skipped."
fi
# A real image set for the given-images tests; likewise skipped where it cannot be installed.
if ! [ -d /usr/share/datasets/fashion-mnist ] && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  { apt-get install -y dataset-fashion-mnist || { apt-get update && apt-get install -y dataset-fashion-mnist; }; } >/dev/null 2>&1 \
    || echo "dataset-fashion-mnist cannot be installed: the tests on images will be skipped."
fi

# A Slurm of our own, on this machine, for the cluster tests; likewise.
tests/cluster/slurm.sh install > /dev/null 2>&1 || echo "Slurm cannot be installed: the tests on a real cluster will be skipped."

# A browser in which the report is opened; likewise.
if ! command -v chromium >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  { apt-get install -y --no-install-recommends chromium || { apt-get update && apt-get install -y --no-install-recommends chromium; }; } >/dev/null 2>&1 \
    || echo "chromium cannot be installed: the test of the report in a browser will be skipped."
fi

step "Build"
dotnet build Pipelines.sln -c Release -v quiet || stop "The build failed."

step "Format"
dotnet format Pipelines.sln --no-restore --verify-no-changes -v quiet || stop "Run 'dotnet format Pipelines.sln' and commit what it changes."

step "Tests"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet test Pipelines.sln -c Release --no-build -m:1 "$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}

# Every test project ends with "... - Failed: 0, Passed: 12, Skipped: 1, Total: 13, ...".
sum() { grep -oE "$1: +[0-9]+" "$log" | awk '{ total += $2 } END { print total + 0 }'; }
passed=$(sum Passed) failed=$(sum Failed) skipped=$(sum Skipped)
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
[ "$status" -eq 0 ] && [ "$failed" -eq 0 ]
