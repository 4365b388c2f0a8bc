#!/bin/sh
# Starts Carillon on the runtime beside it, or on a JDK of this machine where there is none.
set -eu

self=$0
while [ -h "$self" ]; do
  link=$(readlink "$self")
  case $link in
    /*) self=$link ;;
    *) self=$(dirname "$self")/$link ;;
  esac
done
home=$(CDPATH= cd -- "$(dirname "$self")/.." && pwd -P)

@FIND_JDK@

# The console is a package of its own: a server has no screen.
if [ "${1:-}" = console ]; then
  shift
  if ! command -v carillon-console > /dev/null 2>&1; then
    echo "carillon: the console is a package of its own and was not found: install carillon-console, or unpack its archive and put its bin folder into PATH" >&2
    exit 69
  fi
  exec carillon-console "$@"
fi

jdk=$(find_jdk)
class_path=@CLASS_PATH@
options="-XX:+UseSerialGC ${CARILLON_JAVA_OPTS:--Xmx256m -XX:TieredStopAtLevel=1} --enable-native-access=ALL-UNNAMED"
cache=$home/carillon.aot

# Makes the cache with which all commands start faster; a package does it when it is installed.
if [ "${1:-}" = --train ]; then
  rm -f "$cache"
  # shellcheck disable=SC2086
  if ! said=$("$jdk/bin/java" $options -XX:AOTCacheOutput="$cache.new" -Xlog:disable -cp "$class_path" \
    dev.carillon.node.Training 2>&1); then
    echo "$said" >&2
    echo "carillon: the cache was not made, see above" >&2
    exit 1
  fi
  mv -f "$cache.new" "$cache"
  exit 0
fi

CARILLON_HOME=$home
export CARILLON_HOME
if [ -t 1 ]; then
  CARILLON_TERMINAL=$( { stty size < /dev/tty; } 2> /dev/null || echo "24 80")
else
  CARILLON_TERMINAL=
fi
export CARILLON_TERMINAL

# What the virtual machine says of a cache that does not fit goes to standard output, where the command's own output is.
if [ -f "$cache" ] && [ "${CARILLON_AOT:-on}" != off ]; then
  options="$options -XX:AOTCache=$cache -Xlog:disable"
fi
# Word splitting of the options is wanted.
# shellcheck disable=SC2086
exec "$jdk/bin/java" $options -cp "$class_path" dev.carillon.node.NodeMain "$@"
