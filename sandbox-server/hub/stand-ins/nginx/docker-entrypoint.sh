#!/bin/sh
# Runs what /docker-entrypoint.d holds, then nginx: as in the image of Docker Hub.
set -e
if [ "$1" = nginx ] || [ "$1" = nginx-debug ]; then
  for file in /docker-entrypoint.d/*; do
    case $file in
      *.envsh) [ -x "$file" ] && . "$file" ;;
      *.sh) [ -x "$file" ] && "$file" ;;
    esac
  done
fi
exec "$@"
