/// What the system says of another process.
enum ProcessState {
  /// True for a process that was stopped by a signal and goes on at SIGCONT (proc(5), the third field of `stat`).
  static func isStopped(_ pid: Int32) -> Bool {
    guard let bytes = try? BoundedFile.read("/proc/\(pid)/stat", limit: 4_096) else { return false }
    // The second field is the program's name in parentheses, which may hold anything.
    let fields = String(decoding: bytes, as: UTF8.self)
    guard let end = fields.lastIndex(of: ")") else { return false }
    return fields[fields.index(after: end)...].split(separator: " ").first.map { "Tt".contains($0) } ?? false
  }
}
