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
options="-XX:+UseParallelGC -XX:MetaspaceSize=96m ${CARILLON_CONSOLE_JAVA_OPTS:--Xmx400m}"
# The compilers stand back for the screen, where the system knows how.
[ "$(uname -s)" != Linux ] || options="-XX:ThreadPriorityPolicy=1 -XX:CompilerThreadPriority=10 -XX:-PrintWarnings $options"
options="$options --enable-native-access=ALL-UNNAMED$(test -d "$home/lib/javafx" || echo ,javafx.graphics)"
cache=$home/carillon-console.aot
main=dev.carillon.console.start.ConsoleMain
training=dev.carillon.console.start.Training
# It needs no screen.
training_options="-Dglass.platform=Headless -Dprism.order=sw"

# Starts a node of this user where none works, when the server is installed too.
CARILLON_PROGRAM=$(command -v carillon || true)
export CARILLON_PROGRAM
