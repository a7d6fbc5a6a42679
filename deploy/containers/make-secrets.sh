#!/bin/sh
# Makes the secrets of docker-compose.yml in ./secrets, once; what exists is kept. Keep a copy of
# key-encryption-key apart from the backups: without it no message can be read, with it every one can.
set -eu
folder=${1:-secrets}
umask 077
mkdir -p "$folder"

random() { # random BYTES: base64 that may stand in an address
  head -c "$1" /dev/urandom | base64 | tr -d '\n' | tr '+/' '-_'
}

keep() { # keep NAME VALUE
  [ -e "$folder/$1" ] || printf '%s\n' "$2" >"$folder/$1"
}

address() { # address ROLE
  printf 'postgresql://bd_%s:%s@postgres/beterdichtbij' "$1" "$(cat "$folder/bd-$1-password")"
}

keep secret-key "$(random 48)"
keep key-encryption-key "$(head -c 32 /dev/urandom | base64)"
for name in postgres-password bd-owner-password bd-web-password bd-worker-password; do
  keep "$name" "$(random 30)"
done
keep database-url "$(address web)"
keep database-worker-url "$(address worker)"
keep database-owner-url "$(address owner)"
keep turn-secret "$(random 30)"
keep relay-configuration "$(cat "$(dirname "$0")/../relay/turnserver.conf")
static-auth-secret=$(cat "$folder/turn-secret")"
# The containers run under accounts of their own; the folder keeps everybody else out.
chmod 0700 "$folder"
chmod 0644 "$folder"/*
