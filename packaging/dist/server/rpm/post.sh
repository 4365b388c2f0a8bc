if [ "$1" -eq 1 ]; then
  install -d -m 0700 -o carillon -g carillon /var/lib/carillon
fi
# For a faster start. Nothing depends on it.
timeout 300 /usr/lib/carillon-server/bin/carillon --train \
  || echo "carillon-server: no start-up cache was made; commands start a little slower" >&2
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload
  if [ "$1" -eq 1 ]; then
    systemctl preset carillon.service
  elif [ -e /run/carillon-was-active ] && ! systemctl start carillon.service; then
    echo "carillon-server: the node did not start; journalctl -u carillon tells why" >&2
  fi
  rm -f /run/carillon-was-active
fi
exit 0
