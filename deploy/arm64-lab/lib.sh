# shellcheck shell=bash
# What the scripts of the lab share. Sourced, not run.
# The lab's folder holds what was fetched: kernels, busybox, and the state of a private apt.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
lab=${S2GRID_LAB:-${XDG_CACHE_HOME:-$HOME/.cache}/s2grid-arm64-lab}
export root

# The kernels: name, suite of Debian, and the package that depends on the newest build. That of backports is the newest that Debian has.
kernels='6.12 trixie linux-image-cloud-arm64
6.1 bookworm linux-image-cloud-arm64
backports trixie-backports linux-image-cloud-arm64'

# Modules that the network needs, in the order of loading; 6.12 has most of them built in.
export modules='virtio virtio_ring virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci failover net_failover virtio_net'

fail() {
  echo "error: $1" >&2
  exit 1
}

usage_error() {
  echo "error: $1; see --help" >&2
  exit 2
}

# A field of a kernel's line: kernel_field NAME 2|3.
kernel_field() {
  local found
  found=$(awk -v name="$1" -v field="$2" '$1 == name { print $field }' <<<"$kernels")
  [ -n "$found" ] || usage_error "there is no kernel '$1', but $(awk '{ print $1 }' <<<"$kernels" | paste -sd ' ' | sed 's/ / and /g')"
  echo "$found"
}

# Names the packages that programs are missing from: needs PROGRAM=PACKAGE...
needs() {
  local pair missing=()
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
  done
  [ "${#missing[@]}" -eq 0 ] || fail "programs are missing: apt-get install --no-install-recommends ${missing[*]}"
}

use_folder() {
  mkdir -p "$lab"
  lab=$(cd "$lab" && pwd)
}
