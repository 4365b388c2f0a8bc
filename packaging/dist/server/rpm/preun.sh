if [ "$1" -eq 0 ]; then
  if [ -d /run/systemd/system ]; then
    systemctl disable --now carillon.service
  fi
  rm -f /usr/lib/carillon-server/carillon.aot /usr/lib/carillon-server/carillon.aot.new
fi
exit 0
