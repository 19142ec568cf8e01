#!/usr/bin/env bash
# Starts a real engine for tests: Debian's dockerd with a data folder of its own, and a loopback mirror of Docker Hub
# that holds `registry:2` and `alpine`, made from Debian's own packages (nothing can be pulled where there is no internet).
#   engine.sh start FOLDER   prints DOCKER_HOST's value; the reason and exit 1 when there can be no engine here
#   engine.sh stop FOLDER    stops what start began, by its own pids
set -euo pipefail

folder=$2
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

fail() { echo "no real engine: $*" >&2; exit 1; }

stop() {
  local name pid
  for name in dockerd mirror; do
    pid=$(cat "$folder/$name.pid" 2>/dev/null) || continue
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    rm -f "$folder/$name.pid"
  done
}

wait_for() { # SECONDS COMMAND…
  local tries=$(($1 * 10)); shift
  for _ in $(seq "$tries"); do "$@" >/dev/null 2>&1 && return 0; sleep 0.1; done
  return 1
}

free_port() {
  node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'
}

start_mirror() {
  port=$(free_port)
  cat >"$folder/mirror.yml" <<YML
version: 0.1
log: { level: warn }
storage: { filesystem: { rootdirectory: $folder/mirror } }
http: { addr: "127.0.0.1:$port" }
YML
  docker-registry serve "$folder/mirror.yml" >"$folder/mirror.log" 2>&1 &
  echo $! >"$folder/mirror.pid"
  wait_for 10 curl -sf "http://127.0.0.1:$port/v2/" || fail "docker-registry did not start: $(tail -n 1 "$folder/mirror.log")"
}

start_engine() {
  # A second engine must not take the bridge of one that runs already. (/proc knows the network namespace; /sys need not.)
  local network=()
  grep -q 'docker0:' /proc/net/dev && pgrep -x dockerd >/dev/null && network=(--bridge none --iptables=false)
  dockerd --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/dockerd.pid" \
    --host "unix://$folder/docker.sock" --registry-mirror "http://127.0.0.1:$port" "${network[@]}" >"$folder/dockerd.log" 2>&1 &
  export DOCKER_HOST="unix://$folder/docker.sock"
  wait_for 30 docker version || fail "dockerd did not start: $(tail -n 1 "$folder/dockerd.log")"
}

# The libraries that a program needs, at the paths where it looks for them.
with_libraries() { # PROGRAM TARGET_FOLDER
  ldd "$1" 2>/dev/null | grep -o '/[^ ]*' | while read -r library; do install -D "$library" "$2$library"; done
}

make_registry() {
  local build=$folder/build/registry
  mkdir -p "$build/root/etc/docker/registry" "$build/root/var/lib/registry" "$build/root/bin"
  install -m 755 "$(command -v docker-registry)" "$build/root/bin/registry"
  with_libraries "$(command -v docker-registry)" "$build/root"
  cat >"$build/root/etc/docker/registry/config.yml" <<'YML'
version: 0.1
log: { fields: { service: registry } }
storage: { cache: { blobdescriptor: inmemory }, filesystem: { rootdirectory: /var/lib/registry } }
http: { addr: ":5000", headers: { X-Content-Type-Options: [nosniff] } }
health: { storagedriver: { enabled: true, interval: 10s, threshold: 3 } }
YML
  cat >"$build/Dockerfile" <<'DOCKERFILE'
FROM scratch
COPY root /
VOLUME ["/var/lib/registry"]
EXPOSE 5000
ENTRYPOINT ["/bin/registry"]
CMD ["serve", "/etc/docker/registry/config.yml"]
DOCKERFILE
  offer registry:2 "$build"
}

make_alpine() {
  local build=$folder/build/alpine
  mkdir -p "$build/root/bin"
  install -m 755 /bin/busybox "$build/root/bin/busybox"
  for applet in sh ls cat echo sleep env; do ln -sf busybox "$build/root/bin/$applet"; done
  printf 'FROM scratch\nCOPY root /\nCMD ["/bin/sh"]\n' >"$build/Dockerfile"
  offer alpine:latest "$build"
}

# Builds an image, puts it into the mirror as Docker Hub's, and removes it from the engine again.
offer() { # NAME FOLDER
  local name=127.0.0.1:$port/library/$1
  DOCKER_BUILDKIT=0 docker build -q -t "$name" "$2" >/dev/null
  docker push -q "$name" >/dev/null
  docker image rm "$name" >/dev/null
}

case $1 in
  start)
    [ "$(id -u)" = 0 ] || fail 'dockerd needs root'
    for program in dockerd docker docker-registry curl busybox; do
      command -v "$program" >/dev/null || fail "$program is not installed"
    done
    trap 'stop' ERR
    start_mirror
    start_engine
    make_registry
    make_alpine
    echo "$DOCKER_HOST"
    ;;
  stop) stop ;;
  *) fail "start or stop, not $1" ;;
esac
