#!/bin/sh
# install-deps.sh [build]: install what is missing, without a question; say so
# plainly where we can't. "build" leaves out what only tests and lint need.
set -eu
here=$(dirname "$0")
wanted=$(sed 's/#.*//' "$here/packages.txt")
[ "${1:-}" != build ] || wanted=$(sed '/^# tests/,$d; s/#.*//' "$here/packages.txt")

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

echo "installing:$missing"
as_root=""
if [ "$(id -u)" != 0 ]; then
	if ! command -v sudo >/dev/null 2>&1; then
		echo "not root and no sudo: run as root: apt-get install$missing" >&2
		exit 1
	fi
	as_root="sudo"
fi
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive \
	apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	echo "the packages could not be installed:$missing" >&2
	exit 1
fi
