import Pools

extension TextRule {
  /// Azure's host metrics of scale sets (Azure Monitor, supported metrics for Microsoft.Compute/virtualMachineScaleSets).
  private static let hostMetrics = [
    "Percentage CPU", "Available Memory Bytes", "Network In Total", "Network Out Total", "Disk Read Bytes",
    "Disk Write Bytes", "Disk Read Operations/Sec", "Disk Write Operations/Sec", "CPU Credits Remaining",
    "CPU Credits Consumed", "Inbound Flows", "Outbound Flows", "OS Disk Queue Depth", "Data Disk Queue Depth",
    "OS Disk Read Bytes/sec", "OS Disk Write Bytes/sec", "Data Disk Read Bytes/sec", "Data Disk Write Bytes/sec",
  ]

  /// New metrics appear without notice, so only what is nearly a known one is refused.
  static let metric = TextRule(
    what: "a metric's name", right: "write one like Percentage CPU", pattern: "^.{1,128}$",
    remark: { text in
      guard !hostMetrics.contains(text), let near = NearestName.of(text, in: hostMetrics) else { return nil }
      // Names such as `Network In` are near to others and metrics themselves.
      guard let edits = NearestName.distance(text.lowercased(), near.lowercased(), atMost: 2) else { return nil }
      return edits <= 2 ? "\(Quoted.text(text)) is not a metric of scale sets; did you mean \(near)?" : nil
    },
    accepts: isLine(128))

  static let scheduleName = TextRule(
    what: "a schedule's name", right: #"write 1 to 40 letters, digits, blanks, "-" and "_", a letter or digit first"#,
    pattern: "^[A-Za-z0-9][A-Za-z0-9 _-]{0,39}$"
  ) { $0.isMade(of: Letters.isAlphanumeric, or: " _-", first: Letters.isAlphanumeric, count: 1...40) }

  static let timeZone = TextRule(
    what: "a time zone of Windows", right: "write one like W. Europe Standard Time, or UTC", known: TimeZones.names,
    remark: { text in
      if TimeZones.named(text) != nil { return nil }
      let near = TimeZones.windowsName(forIANA: text) ?? NearestName.of(text, in: TimeZones.names)
      return near.map { "\(Quoted.text(text)) is not a time zone of Windows; did you mean \($0)?" }
    },
    accepts: { TimeZones.named($0) != nil })

  /// Azure's bounds of what a rolling upgrade may take away at once.
  static let unavailableShare = TextRule(
    what: "a share of 5% to 100%", right: "write a percentage like 20%", pattern: "^([5-9]|[1-9][0-9]|100)%$"
  ) { text in
    let digits = text.dropLast()
    return text.hasSuffix("%") && digits.utf8.allSatisfy(Letters.isDigit) && !digits.hasPrefix("0")
      && Int(digits).map { (5...100).contains($0) } == true
  }

  /// Texts of one line, without control characters.
  static func isLine(_ length: Int) -> @Sendable (String) -> Bool {
    { text in
      !text.isEmpty && text.utf8.count <= length
        && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && !(0x80..<0xA0).contains($0.value) }
    }
  }
}
