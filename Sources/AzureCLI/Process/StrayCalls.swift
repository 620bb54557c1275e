import Glibc

/// The `az` processes that a Weir left behind when it was killed.
///
/// They run in sessions of their own, so they outlive it, and one could still send its deployment after the next Weir
/// has looked for it and found none. Each call therefore carries the mark of the Weir that made it; a call whose Weir is
/// gone is ended before anything is read.
enum StrayCalls {
  /// The variable that marks a call: the private directory, the process id and its start time.
  static let variable = "WEIR_CALL_OF"

  /// The mark of calls by this process.
  static func mark(of directory: String) -> String { mark(directory, getpid()) }

  /// Ends every stray of `directory` and comes back when none is left. Answers how many there were.
  ///
  /// Processes of another user, or of a Weir that lives, are not touched.
  static func end(of directory: String) async throws -> Int {
    let strays = find(of: directory)
    for stray in strays { kill(stray, SIGKILL) }
    // A killed process is gone within a scheduler's turn; five seconds are for a machine that swaps.
    for _ in 0..<500 where strays.contains(where: { isAlive($0) }) {
      try await Task.sleep(for: .milliseconds(10))
    }
    return strays.count
  }

  private static func find(of directory: String) -> [pid_t] {
    guard let folder = opendir("/proc") else { return [] }
    defer { closedir(folder) }
    var strays: [pid_t] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard let process = pid_t(name), process != getpid(), let mark = mark(in: process),
        mark.hasPrefix(directory + " "), !isAlive(mark, directory)
      else { continue }
      strays.append(process)
    }
    return strays
  }

  private static func mark(_ directory: String, _ process: pid_t) -> String {
    "\(directory) \(process) \(startTime(of: process) ?? "0")"
  }

  /// Whether the Weir of a mark still runs: by its start time too, since process ids are given out again.
  private static func isAlive(_ mark: String, _ directory: String) -> Bool {
    let process = mark.dropFirst(directory.count + 1).split(separator: " ").first.flatMap { pid_t($0) }
    return process.map { Self.mark(directory, $0) == mark } ?? false
  }

  /// False for a zombie too: it does nothing any more, and only waits for its parent.
  private static func isAlive(_ process: pid_t) -> Bool {
    guard let fields = statistics(of: process) else { return false }
    return fields.first != "Z"
  }

  /// Field 22 of `/proc/PID/stat`, in clock ticks since the machine's start (proc(5)).
  private static func startTime(of process: pid_t) -> String? {
    guard let fields = statistics(of: process), fields.count > 19 else { return nil }
    return String(fields[19])
  }

  /// The fields of `/proc/PID/stat` behind the program's name, which may itself hold blanks and brackets.
  private static func statistics(of process: pid_t) -> [Substring]? {
    guard let text = read("/proc/\(process)/stat", limit: 4096), let end = text.lastIndex(of: ")") else { return nil }
    return text[text.index(after: end)...].split(separator: " ")
  }

  private static func mark(in process: pid_t) -> String? {
    // The kernel's own bound on arguments and environment together is a quarter of the stack, 2 MiB by default.
    guard let environment = read("/proc/\(process)/environ", limit: 2 << 20) else { return nil }
    let entry = environment.split(separator: "\0").first { $0.hasPrefix(variable + "=") }
    return entry.map { String($0.dropFirst(variable.count + 1)) }
  }

  private static func read(_ path: String, limit: Int) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while bytes.count < limit {
      let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { break }
      bytes += buffer.prefix(count)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
