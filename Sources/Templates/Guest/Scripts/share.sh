# shellcheck shell=sh
# The share. All of it is mounted where only root enters, so at no time more is open to people than what they are shown.
# On SMB a mount has one owner and one modes for all that is in it, so each user's folders are mounted once more, as the
# user's own; on NFS the folders themselves carry owner and mode.

whole=$state/whole       # where all of the share is mounted: $state is closed to everybody but root
share_group=weir-share   # who may work in what an SMB share has for the team
share_kind=none
folders="notebooks workspaces"

# mount_at PATH: prints the type and the source of what is mounted there last. From the kernel's own table, since a look at a
# share that is lost does not return.
mount_at() {
  WANTED=$1 awk '
    { path = $5; gsub(/\\040/, " ", path) }
    path == ENVIRON["WANTED"] { for (n = 7; $n != "-"; n++) continue; found = $(n + 1) " " $(n + 2) }
    END { print found; exit found == "" }' /proc/self/mountinfo
}

mounted() { mount_at "$1" >/dev/null; }

# Refuses what a path must not be before anything is mounted over it.
check_share() {
  case $share_path in
    /* ) ;;
    *) fault "the mount path '$share_path' is not absolute"; return 1 ;;
  esac
  case $share_path/ in
    *//* | */./* | */../* | *\\*) fault "the mount path '$share_path' is not plain"; return 1 ;;
    /bin/ | /boot/* | /dev/* | /etc/* | /home/ | /lib*/ | /opt/ | /proc/* | /root/ | /run/ | /sbin/ | /srv/ | /sys/* | /tmp/ | /usr/* | /var/ | /var/lib/weir/*)
      fault "the mount path '$share_path' is the system's own"
      return 1
      ;;
  esac
  case $share_host in
    '' | -* | *[!A-Za-z0-9.:_-]*) fault "the server '$share_host' is no host name"; return 1 ;;
  esac
}

# mount_share SOURCE PATH [OPTIONS]
mount_share() {
  timeout -k 5 "$mount_time" mount -t "$share_type" -o "$share_options${3:+,$3}" -- "$1" "$2" 9>&- ||
    { rm -f -- "$run/ready"; return 1; }
}

# Waits for the share for a bounded time: a network may come late, and a machine without its share still lets people in.
wait_for_share() {
  end=$(($(date +%s) + share_wait))
  until mount_share "$@"; do
    [ "$(date +%s)" -lt "$end" ] || return 1
    sleep 5
  done
}

# Sets share_type, share_options, share_source, share_digest and whole_options.
describe_share() {
  if [ "$share_kind" = smb ]; then
    share_type=cifs share_source=//$share_host/$share_name
    share_options=vers=3.1.1,credentials=$state/credentials,nosuid,nodev,serverino,actimeo=30,forceuid,forcegid
    whole_options=uid=0,gid=$group_number,dir_mode=0770,file_mode=0660
    printf 'username=%s\npassword=%s\n' "$share_account" "$share_key" | write "$state/credentials" 600
    [ $? -le 1 ] || { fault "cannot write $state/credentials"; return 1; }
  else
    share_type=nfs share_source=$share_host:$share_name
    share_options=vers=$share_version,hard,retry=0,nosuid,nodev
    whole_options=
    rm -f -- "$state/credentials"
  fi
  share_digest=$(printf '%s\n' "$share_source" "$share_options" "$share_path" "${share_key-}" | sha256sum | cut -c 1-64)
}

# What the machine cannot do without the programs and the module of the share's kind.
prepare_share() {
  check_share || return 1
  if [ "$share_kind" = smb ]; then
    need mount.cifs cifs-utils
    # Some of Azure's kernels keep the module in a package of its own.
    modprobe -q cifs 2>/dev/null || grep -qw cifs /proc/filesystems || install_packages "linux-modules-extra-$(uname -r)" >/dev/null 2>&1
    [ -n "$(entry_of "$share_group" /etc/group)" ] || groupadd --system "$share_group" ||
      { fault "cannot make the group $share_group"; return 1; }
  else
    need mount.nfs nfs-common
  fi
}

# The share as the manifest says it now, seen at its path. What is mounted as a whole and what is seen of it are one: where
# either is missing, both are made.
attach_share() {
  group_number=$(field "$(entry_of "$share_group" /etc/group)" 3)
  close_former_layout && describe_share && replace_share || return 1
  if mounted "$share_path" && ! is_place "$share_path"; then
    fault "something else is mounted at $share_path"
    return 1
  fi
  if mounted "$whole" && mounted "$share_path"; then
    make_folders && make_place || return 1
  else
    take_down "$share_path" || return 1
    make_mount_point ||
      { fault "cannot make the folder $share_path: a part of it is a link, or others than root can write above it"; return 1; }
    # What is to be mounted is written down first, so that a run that is ended here leaves nothing that is not known.
    printf '%s %s\n' "$share_digest" "$share_path" | write "$state/mount" 600
    [ $? -le 1 ] && mkdir -p -- "$whole" || { fault "cannot make the folder $whole"; return 1; }
    wait_for_share "$share_source" "$whole" "$whole_options" ||
      { fault "the share $share_source is not to be had: it is tried again every five minutes"; return 1; }
    make_folders && { make_place || { fault "cannot mount anything at $share_path"; false; }; } ||
      { take_down "$share_path"; return 1; }
  fi
  rm -f -- "$run/team"
  show_team || :
}

# Lets a share go that the manifest says otherwise now, after trying the new one; who works in the former goes on there.
replace_share() {
  former=$(cat "$state/mount" 2>/dev/null) || return 0
  [ "$former" != "$share_digest $share_path" ] || return 0
  if mounted "$whole"; then
    release "$run/trial" && mkdir -p -- "$run/trial"
    mount_share "$share_source" "$run/trial" "$whole_options" && umount "$run/trial" ||
      { fault "the share $share_source cannot be mounted as the manifest says it now; what was mounted stays"; return 1; }
    rmdir "$run/trial"
  fi
  take_down "${former#* }"
}

# Earlier versions mounted all of the share for a whole group. Who works in such a mount keeps it when it is let go, so on SMB
# it is closed before: from then on its files are root's alone. Users' folders were mounts of their own in it and stay usable.
close_former_layout() {
  former=$(cat "$state/share" 2>/dev/null) || return 0
  former=${former#* }
  rm -f -- "$run/ready"
  if at=$(mount_at "$former") && [ -e "$state/credentials" ]; then
    timeout -k 5 "$mount_time" mount -t cifs -o \
      "remount,vers=3.1.1,credentials=$state/credentials,nosuid,nodev,serverino,actimeo=30,forceuid,forcegid,uid=0,gid=0,dir_mode=0700,file_mode=0600" \
      -- "$(printf '%s' "${at#* }" | sed 's/\\040/ /g')" "$former" 9>&- ||
      note "what programs use of the share at $former now stays open to them until they end"
  fi
  release "$former" || { fault "cannot unmount the share at $former as an earlier version mounted it"; return 1; }
  rm -f -- "$state/share"
}

# The folders that hold everybody's own, which on NFS are passable for all and readable for root, and the team's. Without that
# one the team has what is there; on NFS it is as /tmp, where what people make is theirs.
make_folders() {
  for folder in $folders; do
    in_folder . "mkdir -m 0711 $folder 2>/dev/null || [ -d $folder ] && [ ! -L $folder ]" || { no_folder; return 1; }
    if [ "$share_kind" = smb ]; then
      in_folder "$folder" "[ -e $private_mark ] || touch $private_mark" 2>/dev/null ||
        { fault "cannot mark the share's folder $folder as private: is the share full or read-only?"; return 1; }
    else
      # Where the server takes root for nobody, everybody makes their own.
      in_folder . "[ \"\$(stat -c %u $folder)\" = 0 ] || chmod 1777 $folder 2>/dev/null" || :
    fi
  done
  in_folder . "[ -d $team_folder ] || mkdir -m 1777 $team_folder" 2>/dev/null || :
}

# Says why the folder of all is not there.
no_folder() {
  if ! in_folder . :; then
    fault "the share at $share_path does not answer: it is tried again every five minutes"
  elif [ "$share_kind" = nfs ] && in_folder . "[ ! -e $folder ] && [ ! -L $folder ]"; then
    fault "the server lets root of this machine make nothing in $share_source: switch its root squash off, or make the folders" \
      "$folders there with the mode 1777"
  else
    fault "$share_path/$folder is no folder that Weir can use"
  fi
}

# in_folder FOLDER COMMAND [WORDS]: in a folder of the share, reached without any symbolic link, so that no step leaves it. The
# words are $3 and so on to the command.
in_folder() (
  { cd -P -- "$whole" && cd -P -- "$1"; } 2>/dev/null || return 1
  case $1 in .) wanted=$whole ;; *) wanted=$whole/$1 ;; esac
  [ "$(pwd -P)" = "$wanted" ] && eval "$2" 9>&-
)

# What an earlier manifest mounted and this one does not.
detach_share() {
  close_former_layout || return 0
  if former=$(cat "$state/mount" 2>/dev/null); then take_down "${former#* }" || return 0; fi
  rm -f -- "$state/mount" "$state/credentials"
  rmdir -- "$whole" 2>/dev/null || :
}
