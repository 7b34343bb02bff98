#!/usr/bin/env bash
# Restores, builds, checks the format and runs every default test; installs by itself what the tests need.
# Ends with one line: N passed, N failed, N skipped. Exit status 0 exactly when nothing failed.
#
#   ./test.sh [ARGUMENTS OF dotnet test]          everything; says first what it will install
#   ./test.sh fast                                the tests of the mathematics and the stages and some of the rest: needs .NET alone and a minute
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
    # Its other runner finds no mutant in a test of xunit v3.
    export TestRunner=mtp
    cd "tests/$2" && exec dotnet stryker --project "$project.csproj" --mutate "**/$(basename "$3")" --configuration Release --test-runner mtp --output ../../artifacts/mutation ;;
  outdated)
    exec dotnet list Pipelines.sln package --outdated ;;
esac

# Runs the tests, prints their sums and ends.
run_tests() {
  local log status passed failed skipped
  log=$(mktemp)
  trap "rm -f '$log'" EXIT
  step "Tests"
  dotnet test Pipelines.sln -c Release --no-build "$@" 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}

  # Every test project ends with "... - Failed: 0, Passed: 12, Skipped: 1, Total: 13, ...".
  sum() { grep -oE "$1: +[0-9]+" "$log" | awk '{ total += $2 } END { print total + 0 }'; }
  passed=$(sum Passed) failed=$(sum Failed) skipped=$(sum Skipped)
  if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
  printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
  [ "$status" -eq 0 ] && [ "$failed" -eq 0 ]
  exit
}

build() {
  step "Build"
  dotnet build Pipelines.sln -c Release -v quiet || stop "The build failed."
}

if [ "${1:-}" = fast ]; then
  # No process, no disk full, no browser, no cluster: whole projects, and classes of the outer ring that take seconds.
  outer=(Storage.StoreTests Storage.ClaimsTests Storage.CraftedRecordTests Composition.DataflowTests Composition.RuntimeTests Composition.CheckNamesTests
    Experiments.BindingTests Experiments.SweepTests Experiments.MistakesTests Experiments.OriginTests Explanations.KeyTests Explanations.ExplainTests Results)
  filter='FullyQualifiedName~Pipelines.Model.Tests|FullyQualifiedName~Pipelines.Stages.Tests|FullyQualifiedName~Pipelines.Architecture.Tests'
  for part in "${outer[@]}"; do filter+="|FullyQualifiedName~Pipelines.Pipeline.Tests.$part"; done
  build
  run_tests --filter "$filter" "${@:2}"
fi

step "What the tests use beside .NET"
# A test whose part is not there and cannot be installed is skipped, and says so.
debian=()
command -v zsh >/dev/null || debian+=(zsh)                                         # the shell whose completion script is tested
[ -d /usr/share/datasets/fashion-mnist ] || debian+=(dataset-fashion-mnist)        # a real image set
command -v chromium >/dev/null || debian+=(chromium)                               # a browser in which the report is opened
command -v npm >/dev/null && echo "To be installed here: npm packages into tests/judges/node_modules, independent readers of our files (npm ci)."
if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
  echo "Not to be installed, since that needs root and apt-get: ${debian[*]:-nothing is missing}, and what tests/cluster/slurm.sh names (Slurm, MUNGE)."
  debian=()
else
  echo "To be installed as root with apt-get: ${debian[*]:-nothing}, and, where missing, what tests/cluster/slurm.sh names (Slurm, MUNGE)."
fi

command -v npm >/dev/null && { (cd tests/judges && npm ci --no-audit --no-fund --loglevel=error) || echo "npm ci failed: the tests with independent readers will be skipped."; }
for package in "${debian[@]}"; do
  install() { apt-get install -y --no-install-recommends "$package" >/dev/null 2>&1; }
  install || { apt-get update >/dev/null 2>&1 && install; } || echo "$package cannot be installed: its tests will be skipped."
done
tests/cluster/slurm.sh install > /dev/null 2>&1 || echo "Slurm cannot be installed: the tests on a real cluster will be skipped."

build

step "Format"
# White space alone: every other rule of style is an error of the build.
dotnet format whitespace Pipelines.sln --no-restore --verify-no-changes -v quiet || stop "Run 'dotnet format Pipelines.sln' and commit what it changes."

run_tests -m:1 "$@"
