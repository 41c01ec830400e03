#!/usr/bin/env bash
# Builds the suite when a source is newer than the last build, runs it, and hands on its exit code.
# Options: ./run-conformance.sh --help
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
built=$root/artifacts/runner.built

give_up() {
  printf '%s\n' "$@" >&2
  exit 2
}

stale() {
  [[ ! -e $built ]] || [[ -n $(find "$root"/{suites,fixtures,Directory.Build.props,Directory.Packages.props,global.json} -newer "$built" -print -quit) ]]
}

build() {
  local log=$root/artifacts/build.log
  echo "Building the suite (the first time takes about a minute)…" >&2
  touch "$built.begun"
  (cd "$root" && dotnet publish suites/Runner -c Release -v quiet) >"$log" 2>&1 ||
    give_up "$(tail -n 20 "$log")" "The suite could not be built; the whole log is in $log."
  mv "$built.begun" "$built"
}

command -v dotnet >/dev/null ||
  give_up "The .NET SDK is missing: install .NET SDK 10 (package dotnet-sdk-10.0), then run this again."
if stale; then
  mkdir -p "$root/artifacts"
  exec 9>"$root/artifacts/build.lock"
  flock 9
  if stale; then build; fi
  exec 9>&-
fi
# The runtime's diagnostic sockets would outlive a kill -9.
export DOTNET_EnableDiagnostics=0
exec dotnet "$root/artifacts/runner/socket-conformance.dll" "$@"
