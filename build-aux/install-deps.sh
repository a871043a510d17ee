#!/bin/sh
# install-deps.sh [build]: install what is missing, without a question; say so
# plainly where we can't. "build" leaves out what only tests and lint need.
set -eu
here=$(dirname "$0")
wanted=$(sed 's/#.*//' "$here/packages.txt")
kind=${1:-}
[ "$kind" != build ] || wanted=$(sed '/^# tests/,$d; s/#.*//' "$here/packages.txt")

if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
	missing=""
	for tool in gcc make pkg-config python3; do
		command -v $tool >/dev/null 2>&1 || missing="$missing $tool"
	done
	[ -z "$missing" ] && exit 0
	echo "This is no Debian system. Install what these Debian packages hold, then try again:" >&2
	echo "$wanted" | tr '\n' ' ' >&2
	echo >&2
	exit 1
fi

missing=""
for package in $wanted; do
	case $package in
	nodejs) command -v node >/dev/null 2>&1 && continue ;;
	npm) command -v npm >/dev/null 2>&1 && continue ;;
	esac
	dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

# Why not, and what to do about it.
give_up() {
	echo "$1" >&2
	echo "Needed:$missing" >&2
	echo "Run as root what installs them, and try again: '$(cd "$here" && pwd)/install-deps.sh'${kind:+ $kind}" >&2
	exit 1
}

as_root=""
if [ "$(id -u)" != 0 ]; then
	as_root=sudo
	command -v sudo >/dev/null 2>&1 || give_up "You are not root, and there is no sudo."
fi
echo "installing:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# a machine that has just started may be at its updates: wait for them
apt() {
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@"
}
if ! { apt update && apt install -y --no-install-recommends $missing; } >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	give_up "The packages could not be installed."
fi
