# shellcheck shell=sh
# What stays on the machine besides accounts and mounts: the service that brings the share back after a restart, the
# command that reads the vault, and the directory that the machine has joined.

units=/etc/systemd/system

# The service ends before anybody but root is let in (systemd-user-sessions opens the door), after a bounded time at most;
# the timer tries again for a share that was lost.
keep_share() {
  changed=no
  write "$units/weir-machine.service" 644 <<'UNIT' && changed=yes
[Unit]
Description=The share and the workspaces of this pool (Weir)
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
Description=Brings back the share of this pool when it was lost (Weir)

[Timer]
OnActiveSec=5min
OnUnitInactiveSec=5min

[Install]
WantedBy=timers.target
UNIT
  [ "$changed" = no ] || systemctl daemon-reload
  systemctl --quiet enable weir-machine.service weir-machine.timer && systemctl start weir-machine.timer ||
    fault "cannot enable weir-machine.service: the share would be gone after a restart"
}

forget_share() {
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
  realm list --name-only 2>/dev/null | grep -qixF -- "$domain" && return
  set -- join "--user=$domain_user"
  [ -z "$domain_unit" ] || set -- "$@" "--computer-ou=$domain_unit"
  printf '%s' "$domain_password" | timeout 300 realm "$@" -- "$domain" >/dev/null 9>&- ||
    { fault "cannot join the domain $domain: check the account, its rights and the network's name servers"; return; }
  pam-auth-update --enable mkhomedir 9>&- || fault "homes of the domain's people are not made by themselves: pam-auth-update"
}
