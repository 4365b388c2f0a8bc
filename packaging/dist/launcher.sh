#!/bin/sh
# Starts @NAME@ on the runtime beside it, or on a JDK of this machine where there is none.
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

class_path=@CLASS_PATH@

@PROGRAM@

jdk=$(find_jdk)

# Makes the cache with which it starts faster; a package does it when it is installed.
if [ "${1:-}" = --train ]; then
  rm -f "$cache"
  # shellcheck disable=SC2086
  if ! said=$("$jdk/bin/java" $options $training_options -XX:AOTCacheOutput="$cache.new" -Xlog:disable \
    -cp "$class_path" "$training" 2>&1); then
    echo "$said" >&2
    echo "@NAME@: the cache was not made, see above" >&2
    exit 1
  fi
  mv -f "$cache.new" "$cache"
  exit 0
fi

set -- -cp "$class_path" "$main" "$@"
# What the virtual machine says of a cache that does not fit goes to standard output, where the command's own output is.
if [ -f "$cache" ] && [ "${CARILLON_AOT:-on}" != off ]; then
  set -- -XX:AOTCache="$cache" -Xlog:disable "$@"
fi
# Word splitting of the options is wanted.
# shellcheck disable=SC2086
exec "$jdk/bin/java" $options "$@"
