# shellcheck shell=sh
# Reads the pool's values and does the steps in their order.

# One line a value: a word, then base 64, or for a public key the key itself. Secrets come last, by the name they are for.
read_values() {
  users='' share_wait=60 mount_time=30 vault='' vault_identity='' secret_program='' domain='' domain_unit='' domain_groups='' share_key=''
  disks=''
  admin='' person='' keys='' passwords=''
  while read -r word first rest; do
    case $word in
      # What follows belongs to this name and to no other, whether or not the name is any good.
      admin | user) person=$first ;;
    esac
    case $word in
      '') continue ;;
      key) keys="$keys$person $first${rest:+ $rest}
" && continue ;;
      password) passwords="$passwords$first $rest
" && continue ;;
      program) secret_program=$first && continue ;;
    esac
    decode "$first" || { fault "the value of '$word' is no text"; continue; }
    case $word in
      admin) admin=$decoded ;;
      user)
        is_name "$decoded" && users="$users $decoded" || fault "the user name '$decoded' is none that Linux takes"
        ;;
      wait) share_wait=$decoded mount_time=$((decoded / 2 + 10)) ;;
      smb | nfs) share_kind=$word share_host=$decoded ;;
      name) share_name=$decoded ;;
      account) share_account=$decoded ;;
      version) share_version=$decoded ;;
      path) share_path=$decoded ;;
      vault) vault=$decoded ;;
      identity) vault_identity=$decoded ;;
      domain) domain=$decoded ;;
      unit) domain_unit=$decoded ;;
      group) domain_groups="$domain_groups$decoded
" ;;
      joiner) domain_user=$decoded ;;
      disk) case $decoded in '' | *[!0-9]*) fault "the disk '$decoded' is no unit" ;; *) disks="$disks $decoded" ;; esac ;;
      sharekey) share_key=$decoded ;;
      domainpassword) domain_password=$decoded ;;
      *) fault "the value '$word' is unknown" ;;
    esac
  done
}

# What people sign in with; theirs alone are the keys that the manifest names.
set_access() {
  encoded_name=$(printf '%s' "$name" | base64 -w 0)
  printf '%s' "$keys" | NAME=$encoded_name awk '$1 == ENVIRON["NAME"] { print substr($0, length($1) + 2) }' | set_keys
  encoded=$(printf '%s' "$passwords" | NAME=$encoded_name awk '$1 == ENVIRON["NAME"] { print $2; exit }')
  [ -n "$encoded" ] || return 0
  decode "$encoded" && [ -n "$decoded" ] || { fault "the password of $name is no text"; return; }
  printf '%s:%s\n' "$name" "$decoded" | chpasswd || fault "cannot set the password of $name"
}

set_accounts() {
  if look_up "$admin"; then set_access; else fault "the administrator's account $admin is not there"; fi
  for person in $users; do
    [ "$person" = "$admin" ] || ! make_account "$person" || set_access
  done
  lock_others " $users $admin "
}

install_self() {
  # What comes back after a restart needs nobody's password, so none stays here.
  temporary_for "$state/machine" && grep -Ev '^(password|domainpassword) ' -- "$0" >"$temporary" &&
    chmod 0700 "$temporary" &&
    mv -fT -- "$temporary" "$state/machine" || fault "cannot write $state/machine, so nothing would come back after a restart"
}

# The share first: whoever can sign in finds it there.
setup() {
  rm -f -- "$run/ready"
  install_self
  attach_disks make
  attached=no
  if [ "$share_kind" = none ]; then detach_share; else prepare_share && attach_share && attached=yes; fi
  if [ "$share_kind$disks" = none ]; then forget_start; else keep_start; fi
  set_accounts
  [ "$attached" = no ] || finish_share
  if [ -n "$vault" ]; then printf '%s' "$secret_program" | base64 -d | offer_vault; else forget_vault; fi
  [ -z "$domain" ] || join_domain
}

# Everything is in place as these values say, until a restart or a loss.
finish_share() {
  make_workspaces "$admin $users"
  [ "$faults" -ne 0 ] || printf '%s' "$share_digest" >"$run/ready"
}

boot() {
  attach_disks
  [ "$share_kind" != none ] || return 0
  if [ -e "$run/ready" ] && mounted "$whole" && is_place "$share_path"; then
    show_team
  else
    attach_share && finish_share
  fi
}

main() {
  [ "$(id -u)" = 0 ] || { fault "only root can do this"; exit 1; }
  cd / && mkdir -p "$state" "$run" && chmod 0700 "$state" "$run" || { fault "cannot make $state"; exit 1; }
  read_values
  exec 9>"$run/lock" && flock -w 1200 9 || { fault "another run goes on since twenty minutes"; exit 1; }
  rm -f -- "$state"/*.weir-?????? # what a run that was ended left behind
  case ${1:-setup} in
    setup) setup ;;
    boot) boot ;;
    *) fault "usage: machine [setup|boot]" ;;
  esac
  [ "$faults" -eq 0 ]
}
