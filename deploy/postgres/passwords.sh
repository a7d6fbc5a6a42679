#!/bin/sh
# Gives the logins their passwords when a container makes its cluster; SECRETS is where they stand.
set -eu
for role in owner web worker; do
  password=$(cat "${SECRETS:-/run/secrets}/bd-$role-password")
  # On standard input, because the arguments of a process are everybody's to read.
  echo "ALTER ROLE bd_$role PASSWORD '$password';" | psql -q -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB"
done
