#!/bin/sh
# shellcheck disable=SC2015 # `a && b || fault` is meant: either of them failing is the fault
# What Weir runs on the Ubuntu machines of a pool: the share, the accounts and the workspaces that its manifest names.
# Safe to run twice, at once, and after it was killed; it only touches what it made. The parts of this program lie in
# files of their own and become one; behind the last one stand the pool's own values.
#
#   setup  everything; what the extension runs (the default)
#   boot   the share and the workspaces alone, before people sign in and whenever the share was lost
set -u
umask 077
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C

state=/var/lib/weir # root's alone: this program with its values, the share's credentials
run=/run/weir       # what a restart ends
faults=0

# A fault makes the run fail when it is over; the steps that can go on do. No message holds a secret.
fault() {
  printf 'weir: %s\n' "$*" >&2
  faults=$((faults + 1))
}

# A note is what nobody but the user in question can do anything about: no user can make the pool's set-up fail.
note() { printf 'weir: %s\n' "$*"; }

# The text that base 64 stands for, without newlines at its end; fails where it is none or has control characters.
decode() {
  printf '%s' "$1" | base64 -d >/dev/null 2>&1 || return 1
  [ "$(printf '%s' "$1" | base64 -d | tr -d '\n' | tr -dc '\000-\037\177' | wc -c)" -eq 0 ] || return 1
  decoded=$(printf '%s' "$1" | base64 -d)
  case $decoded in *"
"*) return 1 ;; esac
}

# temporary_for FILE: a new file beside it, in $temporary; those that a killed run left there go.
temporary_for() {
  rm -f -- "$1".weir-??????
  temporary=$(mktemp "$1.weir-XXXXXX")
}

# write FILE MODE < content: the file as a whole or not at all. Fails where it was so already.
write() {
  temporary_for "$1" || return 2
  cat >"$temporary" && chmod "$2" "$temporary" || return 2
  if cmp -s -- "$temporary" "$1" && [ "$(stat -c %a -- "$1")" = "$2" ]; then
    rm -f -- "$temporary"
    return 1
  fi
  mv -fT -- "$temporary" "$1" || return 2
}

# need COMMAND PACKAGE…: installs what the image has not. Other installations are waited for.
need() {
  command -v "$1" >/dev/null && return
  shift
  install_packages "$@" || fault "cannot install $*: see the output above; the machine needs a way to its package archive"
}

install_packages() {
  for attempt in 1 2; do
    DEBIAN_FRONTEND=noninteractive timeout 900 apt-get -qq -o DPkg::Lock::Timeout=600 -y \
      --no-install-recommends install "$@" >/dev/null 9>&- && return
    [ "$attempt" = 1 ] || return
    # What an end in the middle of an installation left, and a list of packages that is old.
    DEBIAN_FRONTEND=noninteractive dpkg --configure -a >/dev/null 9>&-
    timeout 600 apt-get -qq -o DPkg::Lock::Timeout=600 update >/dev/null 9>&-
  done
}
