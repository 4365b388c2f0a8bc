rm -f /usr/lib/carillon-console/carillon-console.aot /usr/lib/carillon-console/carillon-console.aot.new
exit 0
