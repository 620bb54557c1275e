# shellcheck shell=sh
# The folders of one user on the share, private, and the links to them from the home.

# own_folder FOLDER: FOLDER/$name on the share, made if missing, the user's and nobody else's, seen at the same place below
# the mount path.
own_folder() {
  point=$share_path/$1/$name
  in_folder "$1" make_own || { no_own_folder "$1"; return 1; }
  if [ "$share_kind" = smb ]; then
    ! mounted "$point" || return 0
    make_point && mount_share "$share_source/$1/$name" "$point" "uid=$uid,gid=$gid,dir_mode=0700,file_mode=0600,mfsymlinks"
  else
    ! same "$point" "$whole/$1/$name" || return 0
    release "$point" && make_point && bind "$1" "$name" "$point" "$uid"
  fi || { fault "cannot mount the folder $1/$name of the share"; return 1; }
}

# Only root writes where it is made.
make_point() { [ -d "$point" ] || mkdir -m 0700 -- "$point"; }

# Where the server takes root for nobody, the folder of all must let everybody make their own; where it takes everybody for
# nobody, nothing is anybody's.
no_own_folder() {
  # shellcheck disable=SC2016 # in_folder expands it
  if [ "$share_kind" = nfs ] && in_folder "$1" '[ ! -e "$name" ] && [ "$(stat -c %u .)" != 0 ]'; then
    fault "the server takes root for nobody, and $share_path/$1 lets $name make no folder: give it the mode 1777 there," \
      "or switch its root squash off"
  else
    fault "$share_path/$1/$name cannot be the folder of $name alone"
  fi
}

# In the folder of all: makes the one of $name. Only root writes here, so what is there and root's own is a making that was
# ended half-way; where the server takes root for nobody, the user makes it.
make_own() {
  [ "$share_kind" = smb ] && { mkdir -- "$name" 2>/dev/null; [ -d "$name" ] && [ ! -L "$name" ]; return; }
  case $(stat -c '%u %a' .) in
    '0 '*[0145][0145]) mkdir -m 0700 -- "$name" 2>/dev/null ;;
    # With the user's rights to files, yet root's process: what is the user's own shows the user its current folder, by
    # /proc/PID/cwd, and so the way into the folder of all.
    *) timeout -k 5 30 setpriv --euid "$uid" --egid "$gid" --clear-groups mkdir -m 0700 -- "$name" 2>/dev/null ;;
  esac
  [ -d "$name" ] && [ ! -L "$name" ] || return 1
  [ "$(stat -c %u -- "$name")" != 0 ] || [ "$(stat -c %u .)" != 0 ] || chown -h "$uid:$gid" -- "$name"
  [ "$(stat -c %u -- "$name")" = "$uid" ]
}

# ~/workspace and ~/notebooks/remote; a file or folder of the user's own that bears such a name stays.
link_folders() {
  # shellcheck disable=SC2016 # HOME is the user's
  as_user sh -c 'cd -- "$HOME" && mkdir -p notebooks || exit
    status=0
    lead() {
      if [ -e "$2" ] && [ ! -L "$2" ]; then status=1
      elif [ "$(readlink "$2")" != "$1" ]; then ln -sfnT -- "$1" "$2" || status=1; fi
    }
    lead "$1/workspaces/$2" workspace
    lead "$1/notebooks/$2" notebooks/remote
    exit $status' sh "$share_path" "$name" || note "something in the home of $name is where a link to the share should be"
}

# What Azure Files takes for the same: names of any case, with and without periods and blanks at their end.
folded() { tr '[:upper:]' '[:lower:]' | sed 's/[. ]*$//'; }

# make_workspaces NAMES: for each account a folder of its own; where names differ only in case, for none of them, since Azure
# Files would give them one.
make_workspaces() {
  alike=$(for person in $1; do echo "$person"; done | sort -u | folded | sort | uniq -d)
  for person in $1; do
    look_up "$person" && is_ours || continue
    if [ -n "$alike" ] && echo "$person" | folded | grep -qxF -- "$alike"; then
      fault "the name $person differs from another one only in case, so it gets no folder on the share: choose another name"
      continue
    fi
    made=yes
    for folder in $folders; do own_folder "$folder" || made=no; done
    [ "$made" = no ] || link_folders
    [ "$share_kind" = nfs ] || id -nG "$person" | tr ' ' '\n' | grep -qxF -- "$share_group" ||
      usermod -a -G "$share_group" "$person" || fault "cannot let $person into the group $share_group"
  done
}
