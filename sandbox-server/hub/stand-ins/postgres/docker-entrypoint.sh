#!/bin/bash
# Makes a database at the first start, then runs the server: by the variables and folders of the image
# of Docker Hub.
set -Eeuo pipefail

# setting NAME DEFAULT: the variable, or what the file says that NAME_FILE names.
setting() {
  local file="${1}_FILE"
  if [[ -n ${!file:-} ]]; then cat "${!file}"; else echo "${!1:-$2}"; fi
}

initialise() {
  local user password database method
  user=$(setting POSTGRES_USER postgres)
  password=$(setting POSTGRES_PASSWORD '')
  database=$(setting POSTGRES_DB "$user")
  method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
  if [[ -z $password && $method != trust ]]; then
    cat >&2 <<'END'
Error: Database is uninitialized and superuser password is not specified.
       Give the superuser a password, for example:
         docker run -e POSTGRES_PASSWORD=secret postgres
       POSTGRES_HOST_AUTH_METHOD=trust lets everybody in without one.
END
    exit 1
  fi
  local words=()
  [[ -n ${POSTGRES_INITDB_ARGS:-} ]] && read -ra words <<< "$POSTGRES_INITDB_ARGS"
  initdb --username="$user" --pwfile=<(echo "${password:-none}") "${words[@]}"
  echo "host all all all $method" >> "$PGDATA/pg_hba.conf"
  pg_ctl -D "$PGDATA" -o "-c listen_addresses=''" -w start
  local psql=(psql -v ON_ERROR_STOP=1 --no-psqlrc --username "$user")
  if [[ $database != postgres ]]; then
    "${psql[@]}" --dbname postgres --set db="$database" <<< 'CREATE DATABASE :"db";'
  fi
  local file
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sh) echo "running $file"; if [[ -x $file ]]; then "$file"; else . "$file"; fi ;;
      *.sql) echo "running $file"; "${psql[@]}" --dbname "$database" -f "$file" ;;
      *.sql.gz) echo "running $file"; gunzip -c "$file" | "${psql[@]}" --dbname "$database" ;;
    esac
  done
  pg_ctl -D "$PGDATA" -m fast -w stop
  echo
  echo 'PostgreSQL init process complete; ready for start up.'
  echo
}

[[ ${1:-} == -* ]] && set -- postgres "$@"
if [[ ${1:-} == postgres ]]; then
  if [[ $(id -u) == 0 ]]; then
    install -d -o postgres -g postgres -m 700 "$PGDATA"
    install -d -o postgres -g postgres -m 3777 /var/run/postgresql
    chown -R postgres "$PGDATA"
    exec setpriv --reuid postgres --regid postgres --init-groups "$0" "$@"
  fi
  [[ -s $PGDATA/PG_VERSION ]] || initialise
fi
exec "$@"
