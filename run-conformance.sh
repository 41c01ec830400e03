#!/usr/bin/env bash
# Builds the suite when a source is newer than the last build, runs it, and hands on its exit code. Without the .NET SDK
# it builds and runs the suite as an image.
# Options: ./run-conformance.sh --help
#
#     SOCKET_CONFORMANCE_IMAGE      an image to run, in place of building anything
#     SDK_IMAGE, RUNTIME_IMAGE      what the image is built on (see the Dockerfile)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
artifacts=${ArtifactsPath:-$root/artifacts}

give_up() {
  printf '%s\n' "$@" >&2
  exit 2
}

stale() { # STAMP
  # The servers of gallery, dialects and bench, and the tests, are no part of the program.
  [[ ! -e $1 ]] || [[ -n $(find "$root"/{suites,fixtures,reference-python,Dockerfile,.dockerignore,Directory.Build.props,Directory.Packages.props,global.json} \
    \( -path "$root/fixtures/Gallery" -o -path "$root/fixtures/Dialects" -o -path "$root/fixtures/Bench" -o -path "$root/suites/SelfTests" \) -prune -o \
    -newer "$1" ! -name '*.md' -print -quit) ]]
}

build() { # WHAT STAMP COMMAND…
  local what=$1 stamp=$2 log=$artifacts/build.log
  echo "Building $what (the first time takes about a minute)…" >&2
  touch "$stamp.begun"
  (cd "$root" && "${@:3}") >"$log" 2>&1 </dev/null 9>&- ||
    give_up "$(tail -n 20 "$log")" "$what could not be built; the whole log is in $log."
  mv "$stamp.begun" "$stamp"
}

build_if_stale() { # WHAT STAMP COMMAND…
  stale "$2" || return 0
  mkdir -p "$artifacts"
  exec 9>"$artifacts/build.lock"
  flock 9
  if stale "$2"; then build "$@"; fi
  exec 9>&-
}

build_project_if_stale() { # PROJECT
  build_if_stale "$1" "$artifacts/${1##*/}.built" dotnet publish "$1" -c Release -v quiet --nologo
}

# A runtime alone runs what is built, but builds nothing.
has_sdk() {
  command -v dotnet >/dev/null &&
    { ! stale "$artifacts/Runner.built" || (cd "$root" && dotnet --version) >/dev/null 2>&1; }
}

has_docker() { command -v docker >/dev/null && docker version >/dev/null 2>&1; }

build_image_if_stale() { # NAME
  local stamp=$artifacts/image.built
  docker image inspect "$1" >/dev/null 2>&1 || rm -f "$stamp"
  # Without a value, a build argument has that of the environment.
  build_if_stale "the image $1" "$stamp" docker build --network host --build-arg SDK_IMAGE --build-arg RUNTIME_IMAGE --target suite --tag "$1" .
}

run_image() { # IMAGE ARGUMENT…
  local options=(--rm --init --network host --volume "$PWD:$PWD" --workdir "$PWD")
  options+=(--env SOCKET_CONFORMANCE_COMMAND=./run-conformance.sh --env NO_COLOR --env TERM)
  # Reports belong to whoever asked for them. In a rootless engine that is the container's root.
  [[ $(docker info --format '{{.SecurityOptions}}') == *rootless* ]] || options+=(--user "$(id -u):$(id -g)")
  if [[ -t 0 && -t 1 && -t 2 ]]; then options+=(--interactive --tty); fi
  exec docker run "${options[@]}" "$@"
}

if [[ -n ${SOCKET_CONFORMANCE_IMAGE-} ]]; then
  has_docker || give_up "SOCKET_CONFORMANCE_IMAGE asks for an image, and no Docker engine answers: install it (package docker.io), and start it (systemctl start docker)."
  run_image "$SOCKET_CONFORMANCE_IMAGE" "$@"
fi
if ! has_sdk; then
  has_docker || give_up \
    "Neither the .NET SDK 10 nor a Docker engine that answers is here, and one of them is needed." \
    "Install the .NET SDK 10 (package dotnet-sdk-10.0), or Docker (package docker.io) and start it (systemctl start docker); then run this again."
  # A clone's own: others may be of another age.
  image=socket-conformance:$(cksum <<<"$artifacts" | cut -d ' ' -f 1)
  build_image_if_stale "$image"
  run_image "$image" "$@"
fi

build_project_if_stale suites/Runner
for argument; do
  [[ $argument == -- ]] && break
  if [[ $argument == --self-test* ]]; then build_project_if_stale fixtures/BrokenServers; fi
done
# The runtime's diagnostic sockets would outlive a kill -9.
export DOTNET_EnableDiagnostics=0
exec dotnet "$artifacts/runner/socket-conformance.dll" "$@"
