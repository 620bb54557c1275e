# shellcheck shell=sh
# What stays on the machine besides accounts and mounts: the service that brings them back after a restart, the
# command that reads the vault, and the directory that the machine has joined.

units=/etc/systemd/system

# The service ends before anybody but root is let in (systemd-user-sessions opens the door), after a bounded time at most;
# the timer tries again for what was lost.
keep_start() {
  changed=no
  write "$units/weir-machine.service" 644 <<'UNIT' && changed=yes
[Unit]
Description=The disks, the share and the workspaces of this pool (Weir)
Wants=network-online.target
After=network-online.target remote-fs.target
Before=systemd-user-sessions.service jupyterhub.service

[Service]
Type=oneshot
ExecStart=/var/lib/weir/machine boot
TimeoutStartSec=180
KillMode=process

[Install]
WantedBy=multi-user.target
UNIT
  write "$units/weir-machine.timer" 644 <<'UNIT' && changed=yes
[Unit]
Description=Brings back the disks and the share of this pool when they were lost (Weir)

[Timer]
OnActiveSec=5min
OnUnitInactiveSec=5min

[Install]
WantedBy=timers.target
UNIT
  [ "$changed" = no ] || systemctl daemon-reload
  systemctl --quiet enable weir-machine.service weir-machine.timer && systemctl start weir-machine.timer ||
    fault "cannot enable weir-machine.service: disks and share would be gone after a restart"
}

forget_start() {
  [ -e "$units/weir-machine.service" ] || [ -e "$units/weir-machine.timer" ] || return 0
  systemctl --quiet disable weir-machine.service weir-machine.timer
  systemctl stop weir-machine.timer
  rm -f -- "$units/weir-machine.service" "$units/weir-machine.timer"
  systemctl daemon-reload
}

# offer_vault < program: `weir-secret NAME`, for everybody on the machine, as the machine's identity is everybody's.
offer_vault() {
  (umask 022 && mkdir -p /etc/weir /usr/local/bin)
  printf '%s\n%s\n' "$vault" "$vault_identity" | write /etc/weir/vault 644
  [ $? -le 1 ] && write /usr/local/bin/weir-secret 755
  [ $? -le 1 ] || fault "cannot write /usr/local/bin/weir-secret"
  need curl curl
  need python3 python3-minimal
}

forget_vault() { rm -f -- /etc/weir/vault /usr/local/bin/weir-secret; }

# join_domain: by realmd; the password goes by standard input. Homes are made when people first sign in.
join_domain() {
  need realm realmd sssd sssd-tools libnss-sss libpam-sss adcli packagekit
  if ! realm list --name-only 2>/dev/null | grep -qixF -- "$domain"; then
    rm -f -- "$state/domain"
    set -- join "--user=$domain_user"
    [ -z "$domain_unit" ] || set -- "$@" "--computer-ou=$domain_unit"
    printf '%s' "$domain_password" | timeout 300 realm "$@" -- "$domain" >/dev/null 9>&- ||
      { fault "cannot join the domain $domain: check the account, its rights and the network's name servers"; return; }
    pam-auth-update --enable mkhomedir 9>&- || fault "homes of the domain's people are not made by themselves: pam-auth-update"
  fi
  permit_groups
}

# permit_groups: of the domain's people those of the manifest's groups may sign in. A machine that has just joined lets in
# everybody, so it is shut first; the groups of an earlier manifest are taken back.
permit_groups() {
  wanted=$(printf '%s\n' "$domain" "$domain_groups" | sha256sum | cut -c 1-64)
  case $(domain_says login-policy) in
    allow-permitted-logins | deny-any-login) [ "$(cat -- "$state/domain" 2>/dev/null)" != "$wanted" ] || return 0 ;;
  esac
  rm -f -- "$state/domain"
  timeout 120 realm deny --realm="$domain" --all >/dev/null 9>&- ||
    { fault "cannot shut the domain $domain out: everybody in it can sign in to this machine"; return; }
  # Groups are divided by commas and, in the manifest's list, by lines.
  each_group "$(domain_says permitted-groups | sed 's/, */\n/g')" --withdraw &&
    each_group "$domain_groups" ||
    { fault "cannot let in the groups of the domain $domain: do they exist? Nobody else of it can sign in"; return; }
  printf '%s' "$wanted" | write "$state/domain" 600
  [ $? -le 1 ] || fault "cannot write $state/domain"
}

domain_says() { realm list 2>/dev/null | sed -n "s/^ *$1: *//p"; }

# each_group LINES [--withdraw]: all in one call, since each starts SSSD anew.
each_group() {
  lines=$1
  shift
  while IFS= read -r line; do
    [ -z "$line" ] || set -- "$@" "$line"
  done <<GROUPS
$lines
GROUPS
  case ${*:-} in '' | --withdraw) return 0 ;; esac
  if [ "$1" = --withdraw ]; then shift && set -- --withdraw --groups -- "$@"; else set -- --groups -- "$@"; fi
  timeout 120 realm permit --realm="$domain" "$@" >/dev/null 9>&-
}
