if ! getent passwd carillon > /dev/null; then
  useradd --system --user-group --home-dir /var/lib/carillon --no-create-home \
    --shell /usr/sbin/nologin --comment "Carillon job scheduler" carillon
fi
# An upgrade exchanges the files of the running program: it stops before and starts after it.
if [ "$1" -gt 1 ] && [ -d /run/systemd/system ] && systemctl is-active --quiet carillon.service; then
  touch /run/carillon-was-active
  systemctl stop carillon.service
fi
rm -f /usr/lib/carillon-server/carillon.aot /usr/lib/carillon-server/carillon.aot.new
exit 0
