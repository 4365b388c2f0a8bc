# The console is a package of its own: a server has no screen.
if [ "${1:-}" = console ]; then
  shift
  if ! command -v carillon-console > /dev/null 2>&1; then
    echo "carillon: the console is a package of its own and was not found: install carillon-console, or unpack its archive and put its bin folder into PATH" >&2
    exit 69
  fi
  exec carillon-console "$@"
fi

# A node whose heap is full ends with 3 and is taken over: see operations.md. What CARILLON_JAVA_OPTS says counts more.
full=
[ "${1:-}" != server ] || full=-XX:+ExitOnOutOfMemoryError
options="-XX:+UseSerialGC -Xms32m $full ${CARILLON_JAVA_OPTS:--Xmx256m -XX:TieredStopAtLevel=1} --enable-native-access=ALL-UNNAMED"
cache=$home/carillon.aot
main=dev.carillon.node.NodeMain
training=dev.carillon.node.Training
training_options=

CARILLON_HOME=$home
export CARILLON_HOME
if [ -t 1 ]; then
  CARILLON_TERMINAL=$( { stty size < /dev/tty; } 2> /dev/null || echo "24 80")
else
  CARILLON_TERMINAL=
fi
export CARILLON_TERMINAL
