if [ "$1" -eq 0 ]; then
  rm -f /usr/lib/carillon-console/carillon-console.aot /usr/lib/carillon-console/carillon-console.aot.new
fi
exit 0
