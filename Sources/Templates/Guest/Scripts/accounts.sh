# shellcheck shell=sh
# Accounts. An account is Weir's if its number is the one that its name gives, so nothing has to be remembered, a run that
# was ended half-way is taken up, and a file on an NFS share belongs to the same person on every machine.

# The number of a name: 27 bits of its SHA-256 above 0x78000000 = 2,013,265,920, a range that neither distributions nor
# systemd give out (systemd.io/UIDS-GIDS), and above what SSSD maps a domain's people to, up to 2,000,200,000
# (sssd-ldap(5), ldap_idmap_range_max). Two names of one pool share a number once in 25,000 pools of 100 people; that is a
# fault.
number_of() {
  digits=$(printf 'weir:%s' "$1" | sha256sum | cut -c 1-7)
  echo $((0x78000000 + (0x$digits & 0x7ffffff)))
}

is_name() {
  case $1 in
    '' | [!a-z_]* | *[!a-z0-9_-]*) return 1 ;;
    *) [ ${#1} -le 32 ] ;;
  esac
}

# An entry of this machine's own files, whatever directory it also asks.
entry_of() { NAME=$1 awk -F: '$1 == ENVIRON["NAME"] { print; exit }' "$2"; }
field() { printf '%s\n' "$1" | cut -d: -f"$2"; }

# as_user COMMAND…: with the rights of $name alone, for work in the home: what people planted there leads nowhere that is
# not theirs. The command is a process of the user's, who can stop it and see its current folder: it runs in /, root ends it,
# and it writes nothing where root's messages go.
as_user() (
  cd / && exec timeout -k 5 30 setpriv --reuid "$uid" --regid "$gid" --clear-groups --no-new-privs \
    env -i HOME="$home" PATH=/usr/bin:/bin LC_ALL=C "$@" >/dev/null 2>&1 9>&-
)

# Sets name, uid, gid and home of an account that is there; fails where it is not.
look_up() {
  name=$1
  entry=$(entry_of "$name" /etc/passwd)
  uid=$(field "$entry" 3)
  gid=$(field "$entry" 4)
  home=$(field "$entry" 6)
  [ -n "$entry" ]
}

# Whether the account that was looked up is the administrator's or Weir's.
is_ours() { [ "$name" = "$admin" ] || [ "$uid" = "$(number_of "$name")" ]; }

# make_account NAME: there afterwards, unlocked, with a home.
make_account() {
  number=$(number_of "$1")
  if look_up "$1"; then
    [ "$uid" = "$number" ] || { fault "the account $1 is the system's own: it stays as it is; choose another name"; return 1; }
  else
    id -u "$number" >/dev/null 2>&1 && { fault "the number of $1, $number, is another account's: choose another name"; return 1; }
    group=$(entry_of "$1" /etc/group)
    if [ -z "$group" ]; then
      groupadd -g "$number" "$1" || { fault "cannot make the group $1"; return 1; }
    elif [ "$(field "$group" 3)" != "$number" ]; then
      fault "the group $1 is the system's own: choose another name"
      return 1
    fi
    # Without -l, useradd would write 500 GB of holes into the log of last sign-ins.
    useradd -l -u "$number" -g "$number" -K UID_MAX=2147483647 -d "/home/$1" -M -s /bin/bash -c 'made by Weir' -p '*' "$1" ||
      { fault "cannot make the account $1"; return 1; }
    look_up "$1" || { fault "cannot make the account $1"; return 1; }
  fi
  unlock_account
  make_home
}

# Also mends an account whose making was ended between /etc/passwd and /etc/shadow.
unlock_account() {
  case $(field "$(entry_of "$name" /etc/shadow)" 2) in
    '') usermod -e '' -p '*' "$name" ;;
    '!'?*) usermod -e '' "$name" && usermod -U "$name" ;;
    '!') usermod -e '' -p '*' "$name" ;;
    *) [ -z "$(field "$(entry_of "$name" /etc/shadow)" 8)" ] || usermod -e '' "$name" ;;
  esac >/dev/null || fault "cannot unlock the account $name"
}

make_home() {
  [ -L "$home" ] && { fault "the home of $name, $home, is a symbolic link"; return 1; }
  # By FUSE a user can mount over the own home what root cannot enter.
  [ -d "$home" ] || ! mounted "$home" || return 0
  if [ ! -d "$home" ] || [ "$(stat -c %u -- "$home")" = 0 ]; then
    (umask 022 && mkdir -p /home) && install -d -m 0750 -o "$uid" -g "$gid" -- "$home" || { fault "cannot make the home of $name"; return 1; }
    as_user cp -rnT /etc/skel "$home"
  fi
}

# lock_account: nobody comes in as $name any more; who is in stays in, and all files stay.
lock_account() {
  shadow=$(entry_of "$name" /etc/shadow)
  case $(field "$shadow" 2) in
    '!'*) [ "$(field "$shadow" 8)" != 1 ] || return 0 ;;
  esac
  usermod -L -e 1 "$name" || { fault "cannot lock the account $name"; return 1; }
  # shellcheck disable=SC2016 # HOME is the user's
  [ ! -d "$home" ] || as_user sh -c 'cd -- "$HOME" && rm -f .ssh/authorized_keys' ||
    note "the keys of $name stay; the account is locked all the same"
  note "locked the account $name, which the manifest does not name any more"
}

# lock_others NAMES: every account that is Weir's and not among the names, which stand between blanks.
lock_others() {
  while IFS=: read -r other _ number _ <&3; do
    [ "$number" -ge 2013265920 ] 2>/dev/null && [ "$number" = "$(number_of "$other")" ] || continue
    case $1 in *" $other "*) continue ;; esac
    look_up "$other" && lock_account
  done 3</etc/passwd
}

# set_keys < keys: exactly these keys open the account, until its owner adds others.
set_keys() {
  # shellcheck disable=SC2016 # HOME is the user's
  as_user sh -c 'umask 077 && cd -- "$HOME" && mkdir -p .ssh && chmod u+rwx .ssh &&
    rm -rf .ssh/authorized_keys.weir && cat >.ssh/authorized_keys.weir &&
    if cmp -s .ssh/authorized_keys.weir .ssh/authorized_keys; then rm -f .ssh/authorized_keys.weir
    else mv -fT .ssh/authorized_keys.weir .ssh/authorized_keys; fi' ||
    note "cannot write the keys of $name: something in the home is in the way"
}
