/// Names that accounts cannot have.
enum ReservedNames {
  /// What Azure refuses for an administrator, on Linux and Windows alike (API reference of virtual machine scale sets,
  /// `osProfile.adminUsername`: disallowed values).
  static let azure: Set<String> = [
    "1", "123", "a", "actuser", "adm", "admin", "admin1", "admin2", "administrator", "aspnet", "backup", "console",
    "david", "guest", "john", "owner", "root", "server", "sql", "support", "support_388945a0", "sys", "test", "test1",
    "test2", "test3", "user", "user1", "user2", "user3", "user4", "user5",
  ]

  /// The accounts and groups that the Data Science image of Ubuntu has of its own, since a new account makes a group of
  /// its name (base-passwd and the packages of Ubuntu 22.04).
  static let ubuntu: Set<String> = [
    "_apt", "_chrony", "adm", "audio", "avahi", "backup", "bin", "cdrom", "colord", "crontab", "daemon", "dialout",
    "dip", "disk", "dnsmasq", "docker", "fax", "floppy", "fwupd-refresh", "games", "gdm", "geoclue", "gnats", "input",
    "irc", "jupyterhub", "kmem", "kvm", "landscape", "list", "lp", "lpadmin", "lxd", "mail", "man", "messagebus",
    "netdev", "news", "nobody", "nogroup", "omsagent", "operator", "plugdev", "polkitd", "pollinate", "postgres",
    "proxy", "pulse", "render", "root", "rtkit", "sasl", "sgx", "shadow", "src", "ssh", "sshd", "staff", "sudo", "sync",
    "sys", "syslog", "systemd-coredump", "systemd-journal", "systemd-network", "systemd-resolve", "systemd-timesync",
    "tape", "tcpdump", "tss", "tty", "users", "usbmux", "utmp", "uucp", "uuidd", "video", "voice", "whoopsie",
    "www-data", "xrdp",
  ]

  /// The accounts, groups and well-known principals of Windows Server.
  static let windows: Set<String> = [
    "administrator", "administrators", "anonymous", "batch", "defaultaccount", "everyone", "guest", "guests",
    "interactive", "krbtgt", "localservice", "network", "networkservice", "none", "power", "replicator", "service",
    "sshd", "system", "users", "wdagutilityaccount",
  ]

  /// The devices that no file or account of Windows may be called.
  static let windowsDevices: Set<String> = Set(
    ["aux", "con", "nul", "prn"] + (1...9).flatMap { ["com\($0)", "lpt\($0)"] })
}
