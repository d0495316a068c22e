#!/bin/sh
# Unpacks Debian packages of another architecture into a folder, without telling the system's apt
# of that architecture: tests/determinism/foreign.sh arm64 FOLDER PACKAGE...
set -eu
architecture=$1 folder=$2
shift 2
[ ! -f "$folder/complete" ] || exit 0
rm -rf "$folder"
mkdir -p "$folder/lists/partial" "$folder/packages/partial"
apt="-o APT::Architecture=$architecture -o APT::Architectures=$architecture
    -o Dir::State::Lists=$folder/lists -o Dir::Cache::Archives=$folder/packages
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o Dir::State::status=/dev/null
    -o APT::Sandbox::User=$(id -un)"
# shellcheck disable=SC2086  # $apt is a list of options
apt-get -qq $apt update
cd "$folder/packages"
# shellcheck disable=SC2086
apt-get -qq $apt download "$@"
for package in ./*.deb; do
    dpkg-deb -x "$package" "$folder"
done
touch "$folder/complete"
