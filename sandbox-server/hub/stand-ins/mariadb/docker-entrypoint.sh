#!/bin/bash
# Makes a database at the first start, then runs the server: by the variables and folders of the images
# of Docker Hub, those of mariadb and of mysql.
set -Eeuo pipefail
data=/var/lib/mysql

# setting NAME: MARIADB_NAME, else MYSQL_NAME, or what the file says that one of them with _FILE names.
setting() {
  local name file
  for name in "MARIADB_$1" "MYSQL_$1"; do
    file="${name}_FILE"
    if [[ -n ${!file:-} ]]; then cat "${!file}"; return; fi
    if [[ -n ${!name:-} ]]; then echo "${!name}"; return; fi
  done
}

# quoted TEXT: as a string of SQL.
quoted() { printf "'%s'" "$(sed "s/[\\\\']/\\\\&/g" <<< "$1")"; }

initialise() {
  local root database user password
  root=$(setting ROOT_PASSWORD)
  database=$(setting DATABASE)
  user=$(setting USER)
  password=$(setting PASSWORD)
  if [[ -n $(setting RANDOM_ROOT_PASSWORD) ]]; then
    root=$(tr -dc A-Za-z0-9 < /dev/urandom | head -c 24 || true)
    echo "GENERATED ROOT PASSWORD: $root"
  elif [[ -z $root && -z $(setting ALLOW_EMPTY_ROOT_PASSWORD)$(setting ALLOW_EMPTY_PASSWORD) ]]; then
    cat >&2 <<'END'
[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified.
    Give one of MARIADB_ROOT_PASSWORD, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD and
    MARIADB_RANDOM_ROOT_PASSWORD, for example:
      docker run -e MARIADB_ROOT_PASSWORD=secret mariadb
END
    exit 1
  fi
  echo '[Note] [Entrypoint]: Initializing database files'
  mariadb-install-db --datadir="$data" --auth-root-authentication-method=normal \
    --skip-test-db --skip-name-resolve > /dev/null
  mariadbd --datadir="$data" --skip-networking --socket=/run/mysqld/init.sock &
  local server=$! client=(mariadb --socket=/run/mysqld/init.sock --user=root)
  until "${client[@]}" -e 'SELECT 1' > /dev/null 2>&1; do
    kill -0 "$server" 2> /dev/null || exit 1
    sleep 0.2
  done
  {
    if [[ -n $database ]]; then echo "CREATE DATABASE IF NOT EXISTS \`${database//\`/\`\`}\`;"; fi
    if [[ -n $user && -n $password ]]; then
      echo "CREATE USER $(quoted "$user")@'%' IDENTIFIED BY $(quoted "$password");"
      if [[ -n $database ]]; then
        echo "GRANT ALL ON \`${database//\`/\`\`}\`.* TO $(quoted "$user")@'%';"
      fi
    fi
    # Without a password, and made by the installation.
    echo "DROP USER IF EXISTS root@'127.0.0.1', root@'::1', root@'$HOSTNAME';"
    echo "CREATE USER root@'%' IDENTIFIED BY $(quoted "$root");"
    echo "GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;"
    echo "ALTER USER root@localhost IDENTIFIED BY $(quoted "$root");"
  } | "${client[@]}"
  client+=(--password="$root")
  local file
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sh) echo "[Note] [Entrypoint]: running $file"; . "$file" ;;
      *.sql) echo "[Note] [Entrypoint]: running $file"; "${client[@]}" ${database:+"$database"} < "$file" ;;
    esac
  done
  kill "$server"
  wait "$server" || true
  echo '[Note] [Entrypoint]: MariaDB init process done. Ready for start up.'
}

[[ ${1:-} == -* ]] && set -- mariadbd "$@"
if [[ ${1:-} == mariadbd || ${1:-} == mysqld ]]; then
  if [[ $(id -u) == 0 ]]; then
    install -d -o mysql -g mysql /run/mysqld "$data"
    chown -R mysql: "$data"
    exec setpriv --reuid mysql --regid mysql --init-groups "$0" "$@"
  fi
  [[ -d $data/mysql ]] || initialise
fi
exec "$@"
