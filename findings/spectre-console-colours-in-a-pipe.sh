#!/usr/bin/env bash
# Package: Spectre.Console 0.57.2.
# Expected: output that goes into a pipe or a file holds no colour codes, unless they are forced.
# Happens: where the variable GITHUB_ACTIONS is set they are written into pipes, with TERM=dumb too; NO_COLOR=1 keeps
#   them out.
# Seen 2026-11-29: plain text without the variable, ESC [38;5;9m with it.
# Met by: anyone whose step of a continuous integration run parses or compares what a tool printed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/data" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.cs <<'END'
#:package Spectre.Console@0.57.2
#:property PublishAot=false
Spectre.Console.AnsiConsole.MarkupLine("[red]failed[/]");
return 0;
END
escapes() { env -u GITHUB_ACTIONS -u NO_COLOR "$@" dotnet run probe.cs | tee -a /dev/stderr | grep -c "$(printf '\033')" || true; }
[ "$(escapes TERM=xterm)" = 0 ] && [ "$(escapes GITHUB_ACTIONS=true)" = 1 ] && [ "$(escapes GITHUB_ACTIONS=true NO_COLOR=1)" = 0 ] || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
