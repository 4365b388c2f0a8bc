if ! getent passwd carillon > /dev/null; then
  useradd --system --user-group --home-dir /var/lib/carillon --no-create-home \
    --shell /usr/sbin/nologin --comment "Carillon job scheduler" carillon
fi
# An upgrade exchanges the files of the running program: it stops before and starts after it.
# One that waits for its next try runs too.
if [ "$1" -gt 1 ] && [ -d /run/systemd/system ]; then
  case $(systemctl show --property=ActiveState --value carillon.service) in
    active | activating | reloading)
      touch /run/carillon-was-active
      systemctl stop carillon.service
      ;;
  esac
fi
rm -f /usr/lib/carillon-server/carillon.aot /usr/lib/carillon-server/carillon.aot.new
exit 0
