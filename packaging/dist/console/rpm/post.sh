# For a faster start. Nothing depends on it.
echo "carillon-console: making its start-up cache, for about half a minute"
timeout 300 /usr/lib/carillon-console/bin/carillon-console --train \
  || echo "carillon-console: no start-up cache was made; the console opens a little slower" >&2
exit 0
