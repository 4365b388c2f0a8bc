#!/bin/sh
# Opens the Carillon console on the runtime beside it, or on a JDK of this machine where there is none.
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

jdk=$(find_jdk)
class_path=@CLASS_PATH@
# A runtime of its own has JavaFX in it.
if [ -d "$home/lib/javafx" ]; then
  case $(uname -s)-$(uname -m) in
    Linux-x86_64) platform=linux ;;
    Linux-aarch64) platform=linux-aarch64 ;;
    Darwin-x86_64) platform=mac ;;
    Darwin-arm64) platform=mac-aarch64 ;;
    *)
      echo "carillon-console: there is no JavaFX for $(uname -s) on $(uname -m)" >&2
      exit 69
      ;;
  esac
  class_path="$class_path:$home/lib/javafx/any/*:$home/lib/javafx/$platform/*"
fi
options="-XX:+UseSerialGC ${CARILLON_CONSOLE_JAVA_OPTS:--Xmx400m}"
options="$options --enable-native-access=ALL-UNNAMED$(test -d "$home/lib/javafx" || echo ,javafx.graphics)"
cache=$home/carillon-console.aot

# Makes the cache with which the console opens faster; a package does it when it is installed. It needs no screen.
if [ "${1:-}" = --train ]; then
  rm -f "$cache"
  # shellcheck disable=SC2086
  if ! said=$("$jdk/bin/java" $options -Dglass.platform=Headless -Dprism.order=sw -XX:AOTCacheOutput="$cache.new" \
    -Xlog:disable -cp "$class_path" dev.carillon.console.start.Training 2>&1); then
    echo "$said" >&2
    echo "carillon-console: the cache was not made, see above" >&2
    exit 1
  fi
  mv -f "$cache.new" "$cache"
  exit 0
fi

# Starts a node of this user where none works, when the server is installed too.
CARILLON_PROGRAM=$(command -v carillon || true)
export CARILLON_PROGRAM

if [ -f "$cache" ] && [ "${CARILLON_AOT:-on}" != off ]; then
  options="$options -XX:AOTCache=$cache -Xlog:disable"
fi
# Word splitting of the options is wanted.
# shellcheck disable=SC2086
exec "$jdk/bin/java" $options -cp "$class_path" dev.carillon.console.start.ConsoleMain "$@"
