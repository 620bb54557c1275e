# shellcheck shell=sh
# What people see of the share. At the mount path stands a file system of memory that only root writes to. In it each user's
# folders and each entry at the top of the share, which are the team's, are mounted one by one. A mount shows what is below
# it and nothing beside it, so no path leads to a folder of somebody else, in whatever case its name is written.

team_folder=shared           # where the team makes new things, since only root makes anything at the top of the share
private_mark=.weir-private   # tells a private folder that was renamed or copied from the team's
most_entries=4096            # entries at the top of the share that are shown; Linux takes 100,000 mounts (fs.mount-max)

# is_place PATH: whether what is mounted there is the file system of memory.
is_place() { [ "$(mount_at "$1")" = "tmpfs weir" ]; }

# Makes the folder that the share is seen at, and what is above it. All above it must be root's and writable by nobody else:
# who can rename a folder on the way, or put a link there, would choose what root mounts over.
make_mount_point() (
  umask 022
  cd / || return 1
  rest=${share_path#/}/
  while [ -n "$rest" ]; do
    part=${rest%%/*} rest=${rest#*/}
    [ "$(stat -c %u .)" = 0 ] && [ "$((0$(stat -c %a .) & 022))" = 0 ] && [ ! -L "$part" ] || return 1
    # Nobody's work lands on the machine's own disk while nothing is mounted.
    [ -d "$part" ] || mkdir -m "$([ -n "$rest" ] && echo 0755 || echo 0700)" -- "$part" || return 1
    cd -P -- "$part" || return 1
  done
  [ "$(pwd -P)" = "$share_path" ]
)

# Makes the file system of memory and in it the folders that hold everybody's own, which show nobody's name.
make_place() {
  if ! mounted "$share_path"; then
    case $share_kind in
      smb) place_options=mode=0751,gid=$group_number ;;
      *) place_options=mode=0755 ;;
    esac
    mount -i -t tmpfs -o "$place_options,size=4m,nosuid,nodev" -- weir "$share_path" 9>&- || return 1
  fi
  mkdir -p -- "$run/folder" && touch -- "$run/file" || return 1
  for folder in $folders; do
    [ -d "$share_path/$folder" ] || mkdir -m 0711 -- "$share_path/$folder" || return 1
  done
}

# same FILE FILE: whether two paths that lead through no link are one file.
same() {
  identity=$(stat -c %d:%i -- "$1" 2>/dev/null) && [ "$identity" = "$(stat -c %d:%i -- "$2" 2>/dev/null)" ]
}

# bind FOLDER NAME PATH [OWNER]: shows at PATH what NAME in a folder of the share is. It is mounted where only root enters
# first, and compared there with what bears the name: neither a link nor what takes its place meanwhile is shown. Opening it
# would do too, but for root of a machine that the server takes for nobody.
bind() {
  [ -d "$3" ] && hidden=$run/folder || hidden=$run/file
  # shellcheck disable=SC2016 # in_folder expands it
  in_folder "$1" 'mount -i -c --bind -- "./$3" "$4"' "$2" "$hidden" || return 1
  same "$hidden" "$whole/$1/$2" && { [ -z "${4-}" ] || [ "$(stat -c %u -- "$hidden")" = "$4" ]; } &&
    mount -i -c --bind -- "$hidden" "$3" 9>&-
  status=$?
  umount -i -l -- "$hidden" && return "$status"
} 2>/dev/null

# release PATH: nothing is mounted there any more; who works in it goes on there.
release() {
  while mounted "$1"; do umount -i -l -- "$1" || return 1; done
}

# take_down PATH: the share is seen nowhere, neither at PATH nor as a whole.
take_down() {
  rm -f -- "$run/ready" "$run/team"
  { ! is_place "$1" || release "$1"; } && release "$whole" || { fault "cannot unmount the share at $1"; return 1; }
}

# Shows each entry at the top of the share but the folders that hold everybody's own. What has come, gone or changed since is
# found by what a list of all says; others than this machine change the share too.
show_team() {
  timeout -k 5 30 find "$whole/" -mindepth 1 -maxdepth 1 -printf '%i %y %l %f\0' >"$run/top" 2>/dev/null 9>&- ||
    { fault "the share at $share_path does not answer: it is tried again every five minutes"; return 1; }
  sort -z -o "$run/top" -- "$run/top"
  ! cmp -s -- "$run/top" "$run/team" || { rm -f -- "$run/top"; return 0; }
  shown=0 missed=0
  each_entry "$share_path" hide_entry
  show_entry "$team_folder"
  shown=0
  each_entry "$whole" show_entry
  [ "$shown" -le "$most_entries" ] ||
    fault "the share at $share_path has more than $most_entries entries at its top, and the others are not shown: move them into a folder"
  [ "$missed" = 0 ] || { fault "$missed entries of the share at $share_path cannot be shown there"; return 1; }
  mv -fT -- "$run/top" "$run/team"
}

# each_entry FOLDER COMMAND: with the name of each entry; also with a pattern that no entry has.
each_entry() {
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do "$2" "${entry##*/}"; done
}

# is_private ENTRY: whether it is a folder that holds everybody's own, by whichever name.
is_private() {
  plain=$1
  [ "$share_kind" = nfs ] || plain=$(printf '%s' "$1" | folded)
  for folder in $folders; do
    [ "$plain" != "$folder" ] && ! same "$whole/$1" "$whole/$folder" || return 0
  done
  [ -e "$whole/$1/$private_mark" ]
}

# is_current ENTRY: whether what is seen of it is what the share has.
is_current() {
  if [ -L "$share_path/$1" ] || [ -L "$whole/$1" ]; then
    [ "$(readlink -- "$share_path/$1")" = "$(readlink -- "$whole/$1")" ]
  else
    same "$share_path/$1" "$whole/$1"
  fi
}

# hide_entry ENTRY: takes away what the share has no more, or another of the same name. Only the place of a mount is ever
# removed, which the kernel refuses while something is mounted there. A link's target may be a mount of somebody else's.
hide_entry() {
  for folder in $folders; do [ "$1" != "$folder" ] || return 0; done
  is_private "$1" || ! is_current "$1" || return 0
  while [ ! -L "$share_path/$1" ] && umount -i -l -- "$share_path/$1"; do :; done 2>/dev/null
  rmdir -- "$share_path/$1" 2>/dev/null || rm -f -- "$share_path/$1" 2>/dev/null
}

show_entry() {
  source=$whole/$1 point=$share_path/$1
  ! is_private "$1" || return 0
  if [ -L "$source" ]; then made="link"
  elif [ -d "$source" ]; then made="folder"
  elif [ -f "$source" ]; then made="file"
  else return 0; fi
  shown=$((shown + 1))
  [ "$shown" -le "$most_entries" ] && ! is_current "$1" || return 0
  # Nothing is written by way of a link that should have been taken away.
  [ ! -L "$point" ] && case $made in
    link) ln -sT -- "$(readlink -- "$source")" "$point" ;;
    folder) mkdir -m 0700 -- "$point" && bind . "$1" "$point" ;;
    file) touch -- "$point" && bind . "$1" "$point" ;;
  esac 2>/dev/null || [ ! -e "$source" ] || missed=$((missed + 1))
}
