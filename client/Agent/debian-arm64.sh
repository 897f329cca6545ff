# shellcheck shell=bash
# An apt that knows Debian's arm64 packages only, and nothing of what the system has. Sourced, not run. Packages come from $DEBIAN_MIRROR, else
# from the machine's own mirror, with signatures checked.

debian_keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# Makes it in a folder, for a suite, and fetches the lists of packages: arm64_apt_open FOLDER SUITE. What fails says why.
arm64_apt_open() {
  arm64_apt_folder=$1
  [ -f "$debian_keyring" ] || { echo "error: there is no $debian_keyring: apt-get install debian-archive-keyring" >&2; return 1; }
  local mirror
  mirror=${DEBIAN_MIRROR:-$(apt-get indextargets --format "\$(REPO_URI) \$(LABEL)" "Created-By: Packages" | awk '$2 == "Debian" { print $1; exit }')}
  mkdir -p "$1/sources" "$1/lists/partial" "$1/cache/archives/partial"
  touch "$1/status"
  cat > "$1/sources/debian.sources" <<SOURCES
Types: deb
URIs: ${mirror:-http://deb.debian.org/debian/}
Suites: $2
Components: main
Architectures: arm64
Signed-By: $debian_keyring
SOURCES
  cat > "$1/apt.conf" <<CONFIGURATION
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
APT::Sandbox::User "$(id -un)";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$1/sources";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "$1";
Dir::State::lists "$1/lists";
Dir::State::status "$1/status";
Dir::Cache "$1/cache";
Acquire::Languages "none";
Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
Acquire::Retries "3";
CONFIGURATION
  arm64_apt apt-get update -qq --error-on=any || { echo "error: the package lists of Debian $2 arm64 cannot be fetched" >&2; return 1; }
}

# Runs one of apt's programs on it: arm64_apt PROGRAM [ARGUMENTS].
arm64_apt() {
  APT_CONFIG="$arm64_apt_folder/apt.conf" "$@"
}

# Fetches a package and unpacks it: arm64_apt_unpack PACKAGE FOLDER.
arm64_apt_unpack() {
  local fetched=$arm64_apt_folder/fetched
  rm -rf "$fetched"
  mkdir -p "$fetched"
  (cd "$fetched" && arm64_apt apt-get download -qq "$1") || { echo "error: the package $1 cannot be fetched" >&2; return 1; }
  dpkg-deb --extract "$fetched/$1"_*.deb "$2"
  rm -rf "$fetched"
}
