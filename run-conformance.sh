#!/usr/bin/env bash
# Builds the suite when a source is newer than the last build, runs it, and hands on its exit code.
# Options: ./run-conformance.sh --help
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
artifacts=${ArtifactsPath:-$root/artifacts}

give_up() {
  printf '%s\n' "$@" >&2
  exit 2
}

stale() { # STAMP
  # The servers of gallery and bench, and the tests, are no part of the program.
  [[ ! -e $1 ]] || [[ -n $(find "$root"/{suites,fixtures,Directory.Build.props,Directory.Packages.props,global.json} \
    \( -path "$root/fixtures/Gallery" -o -path "$root/fixtures/Bench" -o -path "$root/suites/SelfTests" \) -prune -o \
    -newer "$1" ! -name '*.md' -print -quit) ]]
}

build() { # PROJECT STAMP
  local log=$artifacts/build.log
  echo "Building $1 (the first time takes about a minute)…" >&2
  touch "$2.begun"
  (cd "$root" && dotnet publish "$1" -c Release -v quiet --nologo) >"$log" 2>&1 </dev/null 9>&- ||
    give_up "$(tail -n 20 "$log")" "$1 could not be built; the whole log is in $log."
  mv "$2.begun" "$2"
}

build_if_stale() { # PROJECT
  local stamp=$artifacts/${1##*/}.built
  stale "$stamp" || return 0
  mkdir -p "$artifacts"
  exec 9>"$artifacts/build.lock"
  flock 9
  if stale "$stamp"; then build "$1" "$stamp"; fi
  exec 9>&-
}

command -v dotnet >/dev/null ||
  give_up "The .NET SDK is missing: install .NET SDK 10 (package dotnet-sdk-10.0), then run this again."
build_if_stale suites/Runner
for argument; do
  [[ $argument == -- ]] && break
  if [[ $argument == --self-test* ]]; then build_if_stale fixtures/BrokenServers; fi
done
# The runtime's diagnostic sockets would outlive a kill -9.
export DOTNET_EnableDiagnostics=0
exec dotnet "$artifacts/runner/socket-conformance.dll" "$@"
