#!/bin/sh
# Usage: weir-secret NAME
# Prints a secret of the pool's Key Vault, read by the identity of this machine. Nothing is kept, and no secret is ever an
# argument of a program.
set -eu

name=${1-}
case $name in
  '' | -* | *[!0-9A-Za-z-]*)
    echo "usage: weir-secret NAME (letters, digits and hyphens)" >&2
    exit 64
    ;;
esac
{ read -r vault; read -r identity; } </etc/weir/vault

# The audience is the vault's own domain: vault.azure.net, or another cloud's.
host=${vault#https://}
host=${host%%[:/]*}
token=$(curl -sS --fail --noproxy '*' --max-time 30 --retry 3 --retry-connrefused -H Metadata:true --get \
  --data-urlencode api-version=2018-02-01 --data-urlencode "resource=https://${host#*.}" \
  ${identity:+--data-urlencode "mi_res_id=$identity"} http://169.254.169.254/metadata/identity/oauth2/token |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])') || {
  echo "weir-secret: this machine's identity gave no token: has the pool an identity?" >&2
  exit 1
}
# The token goes by standard input: other people on the machine see the arguments of every program.
answer=$(printf 'header = "Authorization: Bearer %s"\n' "$token" |
  curl -sS --fail --max-time 30 --retry 3 -K - "${vault%/}/secrets/$name?api-version=7.4") || {
  echo "weir-secret: the vault gave no secret '$name': is it there, and may this machine's identity read secrets?" >&2
  exit 1
}
printf '%s' "$answer" | python3 -c 'import json, sys; sys.stdout.write(json.load(sys.stdin)["value"])'
