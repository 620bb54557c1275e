# shellcheck shell=sh
# The disks that the manifest adds to each machine: a file system of its own on each that nothing is on, below /data, as
# large as the disk, also where the manifest has made that larger since.

# Sets device to the disk of a logical unit. Azure's agent names it for SCSI, azure-vm-utils for NVMe; where neither does,
# a disk over NVMe is the namespace two after its unit, the system's disk being the first.
find_disk() {
  for device in "/dev/disk/azure/scsi1/lun$1" "/dev/disk/azure/data/by-lun/$1"; do
    device=$(readlink -e -- "$device") && [ -b "$device" ] && return
  done
  for controller in /sys/class/nvme/nvme*; do
    grep -qs '^MSFT NVMe Accelerator' "$controller/model" || continue
    device=/dev/${controller##*/}n$(($1 + 2))
    [ -b "$device" ] && return
  done
  return 1
}

# Whether nothing is on the device: no part, no sign of anything known, and nothing written where all things begin.
is_blank() {
  [ "$(lsblk -nro NAME -- "$1" | wc -l)" = 1 ] && signs=$(wipefs -n -- "$1") && [ -z "$signs" ] || return 1
  blkid -p -- "$1" >/dev/null 2>&1
  [ $? = 2 ] && cmp -s -n 1048576 -- "$1" /dev/zero
}

# attach_disk UNIT [make]: the disk at /data/diskUNIT. Only with 'make' it gets a file system, and only where nothing is on
# it; that this was begun is written down first, and that it was done last, so that a run that was ended is taken up.
attach_disk() {
  folder=/data/disk$1 begun=$state/disk$1
  if ! mounted "$folder"; then
    find_disk "$1" || { fault "the disk of unit $1 is not to be had"; return 1; }
    used=$(lsblk -nro MOUNTPOINT -- "$device" 2>/dev/null) || { fault "cannot tell what is on the disk of unit $1"; return 1; }
    # Somebody uses it in a way of their own.
    [ -z "$(printf '%s' "$used" | tr -d '\n')" ] || return 0
    [ "${2-}" != make ] || make_file_system "$1" || return 1
    type=$(blkid -p -o value -s TYPE -- "$device")
    case $type in
      ext[234] | xfs | btrfs) ;;
      *) [ "${2-}" != make ] || note "the disk of unit $1 holds something else than a file system: it stays as it is"; return 0 ;;
    esac
    (umask 022 && mkdir -p -- "$folder") && [ "$(cd -P -- "$folder" && pwd -P)" = "$folder" ] ||
      { fault "cannot make the folder $folder, or it leads elsewhere"; return 1; }
    mount -t "$type" -o nosuid,nodev -- "$device" "$folder" 9>&- || { fault "cannot mount the disk of unit $1"; return 1; }
  fi
  # Everybody works there, in files of their own.
  [ ! -e "$begun" ] || chmod 1777 "$folder" && rm -f -- "$begun" || fault "cannot open $folder to everybody"
  grow_file_system "$1"
}

# make_file_system UNIT: on $device, where nothing is on it.
make_file_system() {
  identity=$(lsblk -dnbro SIZE,SERIAL,WWN -- "$device") && [ -n "$identity" ] || return 1
  if is_blank "$device"; then
    printf '%s' "$identity" | write "$begun" 600
    [ $? -le 1 ] || { fault "cannot write $begun"; return 1; }
  fi
  # A file system is signed when it is whole; what was begun and is not signed is begun anew.
  [ -s "$begun" ] && [ "$(cat -- "$begun")" = "$identity" ] && [ -z "$(blkid -p -o value -s TYPE -- "$device")" ] || return 0
  need mkfs.ext4 e2fsprogs
  mkfs.ext4 -q -F -L "disk$1" -- "$device" >/dev/null 9>&- ||
    { fault "cannot make a file system on the disk of unit $1"; return 1; }
}

# grow_file_system UNIT: to the size of the disk, while people work in $folder. Only where that is what make_file_system
# put on the disk, by its type and its label, and nothing else is there. What cannot be told now, the next run tells.
grow_file_system() {
  find_disk "$1" && [ "$(mountpoint -x -- "$device")" = "$(mountpoint -d -- "$folder")" ] || return 0
  [ "$(wipefs -i -O TYPE,LABEL -- "$device" | tr -s ' ')" = "ext4 disk$1" ] || return 0
  # Linux asks a disk for its size once, unless it is told to ask again; over SCSI the one file is there, over NVMe the other.
  for file in rescan rescan_controller; do
    file=/sys/class/block/${device##*/}/device/$file
    [ ! -e "$file" ] || echo 1 >"$file" || return 0
  done
  need resize2fs e2fsprogs
  size=$(dumpe2fs -h -- "$device" 2>/dev/null |
    awk -F ': *' '$1 == "Block count" { n = $2 } $1 == "Block size" { each = $2 } END { printf "%.0f", n * each }')
  whole=$(lsblk -dnbo SIZE -- "$device")
  # At a disk's end ext4 leaves free what is too little for a group of blocks; Azure's disks grow by whole GiB.
  [ "${size:-0}" -gt 0 ] && [ "$((whole - size))" -ge 16777216 ] || return 0
  if said=$(resize2fs -- "$device" 2>&1 9>&-); then
    note "the file system of the disk of unit $1 has grown with the disk"
  else
    fault "cannot grow the file system of the disk of unit $1: $(printf '%s\n' "$said" | grep . | tail -n 1)"
  fi
}

# attach_disks [make]
attach_disks() { for unit in $disks; do attach_disk "$unit" "$@"; done; }
