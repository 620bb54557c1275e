# shellcheck shell=sh
# The share. On SMB a mount has one owner and one mode for all that is in it, so each user's folders are mounted once more,
# as the user's own, over folders that only root reads; on NFS the folders themselves carry owner and mode.

share_group=weir-share # who may work in the parts of an SMB share that are everybody's
share_kind=none
folders="notebooks workspaces"

# mounted PATH: from the kernel's own table, since to look at a share that is lost takes for ever.
mounted() {
  WANTED=$1 awk '{ gsub(/\\040/, " ", $5); if ($5 == ENVIRON["WANTED"]) found = 1 } END { exit !found }' /proc/self/mountinfo
}

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
    getent group "$share_group" >/dev/null || groupadd --system "$share_group" || { fault "cannot make the group $share_group"; return 1; }
  else
    need mount.nfs nfs-common
  fi
}

# The share at its path, with what the manifest says now. One that changed is tried before the former is let go; who works
# in the former goes on there.
attach_share() {
  group_number=$(field "$(entry_of "$share_group" /etc/group)" 3)
  describe_share || return 1
  former=$(cat "$state/share" 2>/dev/null)
  former_path=${former#* }
  if [ -n "$former" ] && [ "$former" != "$share_digest $share_path" ] && mounted "$former_path"; then
    mkdir -p "$run/trial"
    mount_share "$share_source" "$run/trial" "$whole_options" && umount "$run/trial" ||
      { fault "the share $share_source cannot be mounted as the manifest says it now; what was mounted stays"; return 1; }
    rmdir "$run/trial"
    umount -l -- "$former_path"
    rm -f -- "$run/ready"
  fi
  if mounted "$share_path"; then
    [ "$former_path" = "$share_path" ] || { fault "something else is mounted at $share_path"; return 1; }
    make_folders
  else
    # What is to be mounted is written down first, so that a run that is ended here leaves nothing that is not known.
    printf '%s %s\n' "$share_digest" "$share_path" | write "$state/share" 600
    [ $? -le 1 ] && make_mount_point || { fault "cannot make the folder $share_path, or it leads elsewhere"; return 1; }
    wait_for_share "$share_source" "$share_path" "$whole_options" ||
      { fault "the share $share_source is not to be had: it is tried again every five minutes"; return 1; }
    # Mounted and not yet private is worse than not mounted.
    make_folders || { umount -l -- "$share_path"; return 1; }
  fi
}

# A folder that is root's alone while nothing is mounted, so that nobody's work lands on the machine's own disk.
make_mount_point() {
  [ -d "$share_path" ] || { (umask 022 && mkdir -p -- "$(dirname -- "$share_path")") && mkdir -m 0700 -- "$share_path"; }
  [ "$(cd -P -- "$share_path" && pwd -P)" = "$share_path" ]
}

# The folders that hold everybody's own: passable for all, readable for root.
make_folders() {
  for folder in $folders; do
    in_folder . "mkdir -m 0711 $folder 2>/dev/null || [ -d $folder ] && [ ! -L $folder ]" || { no_folder; return 1; }
    # Where the server takes root for nobody, everybody makes their own.
    [ "$share_kind" = smb ] || in_folder . "[ \"\$(stat -c %u $folder)\" = 0 ] || chmod 1777 $folder 2>/dev/null" || :
    [ "$share_kind" = nfs ] || mounted "$share_path/$folder" ||
      mount_share "$share_source/$folder" "$share_path/$folder" uid=0,gid=0,dir_mode=0711,file_mode=0600 ||
      { fault "cannot mount the share's folder $folder apart, so nothing in it would be private"; return 1; }
  done
}

# Says why the folder of all is not there.
no_folder() {
  if [ "$share_kind" = nfs ] && in_folder . "[ ! -e $folder ] && [ ! -L $folder ]"; then
    fault "the server lets root of this machine make nothing in $share_source: switch its root squash off, or make the folders" \
      "$folders there with the mode 1777"
  else
    fault "$share_path/$folder is no folder that Weir can use"
  fi
}

# in_folder FOLDER COMMAND: in a folder of the share, reached without any symbolic link, so that no step leaves it.
in_folder() (
  cd -P -- "$share_path" && cd -P -- "$1" || return 1
  case $1 in .) wanted=$share_path ;; *) wanted=$share_path/$1 ;; esac
  [ "$(pwd -P)" = "$wanted" ] && eval "$2" 9>&-
)

# What an earlier manifest mounted and this one does not.
detach_share() {
  former=$(cat "$state/share" 2>/dev/null) || return 0
  ! mounted "${former#* }" || umount -l -- "${former#* }" || fault "cannot unmount ${former#* }"
  rm -f -- "$state/share" "$state/credentials" "$run/ready"
}
