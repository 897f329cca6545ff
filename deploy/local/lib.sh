# What up, status and down share. Sourced, not run.
# The state folder holds one cluster: its servers' data, logs and process ids.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# Root's home is closed to others, and PostgreSQL runs as another user then.
if [ "$(id -u)" -eq 0 ] && [ -z "${XDG_STATE_HOME:-}" ]; then
  state=${S2GRID_LOCAL:-/var/lib/s2grid-local}
else
  state=${S2GRID_LOCAL:-${XDG_STATE_HOME:-$HOME/.local/state}/s2grid-local}
fi

fail() {
  echo "error: $1" >&2
  exit 1
}

# Whether the process of a pid file runs.
runs() {
  [ -f "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null
}

# A loopback port that nobody listens on, below the ranges from which silos choose theirs and the system takes those of outgoing connections.
free_port() {
  local port
  for _ in $(seq 200); do
    port=$((12000 + RANDOM % 3000))
    if ! grep -qw "$port" "$state/ports" 2>/dev/null && ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port" >> "$state/ports"
      echo "$port"
      return
    fi
  done
  fail "no loopback port from 12000 to 14999 is free"
}

# Waits until a command succeeds: await SECONDS WHAT COMMAND...
await() {
  local seconds=$1 what=$2 until=$((SECONDS + $1))
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$until" ] || fail "waited $seconds s until $what; the logs are in $state"
    sleep 0.1
  done
}

# Starts a program in the background and writes its process id: launch NAME COMMAND...
launch() {
  local name=$1
  shift
  ( exec "$@" >>"$state/$name.log" 2>&1 </dev/null & echo $! > "$state/$name.pid" )
}

# PostgreSQL refuses to run as root; Debian's packages make the user postgres for it.
as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then
    echo "setpriv --reuid=postgres --regid=postgres --clear-groups --"
  fi
}

postgres_programs() {
  ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1
}
