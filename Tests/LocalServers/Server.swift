import Foundation
import Glibc

/// A server process on loopback, ended by its id when the value goes.
package final class Server: Sendable {
  private let process: pid_t
  private let ending: Int32

  /// Starts the program and comes back when it has printed a line with `sign` on standard error.
  ///
  /// - Parameters:
  ///   - input: what becomes its standard input, closed here afterwards; nil: nothing.
  ///   - ending: the signal that ends it.
  /// - Throws: `ToolError`, with what the server said, where it ends or says nothing of the kind within ten minutes.
  package static func start(
    _ tool: Tool, _ arguments: [String], input: Int32? = nil, sign: String? = nil, ending: Int32 = SIGTERM
  ) async throws -> Server {
    try await blocking { try Server(tool, arguments, input: input, sign: sign, ending: ending) }
  }

  private init(_ tool: Tool, _ arguments: [String], input: Int32?, sign: String?, ending: Int32) throws {
    self.ending = ending
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw ToolError("no pipe: \(String(cString: strerror(errno)))") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    } else {
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)

    let path = try tool.path
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    var started = pid_t()
    let answer = posix_spawn(&started, path, &actions, nil, &words, environ)
    close(ends[1])
    if let input { close(input) }
    guard answer == 0 else {
      close(ends[0])
      throw ToolError("\(path): \(String(cString: strerror(answer)))")
    }
    process = started
    let reader = ends[0]
    if let sign { try Self.wait(for: sign, on: reader, of: path) }
    // Whatever else it says is read, so that it never waits for a reader.
    Thread {
      var piece = [UInt8](repeating: 0, count: 4096)
      while read(reader, &piece, piece.count) > 0 {}
      close(reader)
    }.start()
  }

  deinit {
    let process = process
    kill(process, ending)
    Thread {
      var status: Int32 = 0
      waitpid(process, &status, 0)
    }.start()
  }

  private static func wait(for sign: String, on reader: Int32, of path: String) throws {
    var said = ""
    var piece = [UInt8](repeating: 0, count: 4096)
    while !said.contains(sign) {
      var waiting = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
      let isThere = poll(&waiting, 1, 600_000) == 1
      let count = isThere ? read(reader, &piece, piece.count) : 0
      guard count > 0 else { throw ToolError("\(path) did not start: \(said)") }
      said += String(decoding: piece[..<count], as: UTF8.self)
    }
  }

  /// A port of 127.0.0.1 that is free now.
  package static func freePort() throws -> Int { try Listener().port }

  /// Starts what `start` starts on a free port, and on another where somebody else was faster to take it.
  package static func onFreePort<Value>(_ start: (Int) async throws -> Value) async throws -> Value {
    for _ in 0..<4 {
      do {
        return try await start(freePort())
      } catch let error as ToolError where error.description.contains("ddress already in use") {
        continue
      }
    }
    return try await start(freePort())
  }
}

/// A listening socket that nobody answers on.
package final class Listener: Sendable {
  package let port: Int
  private let descriptor: Int32

  package init() throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let answer = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(descriptor, pointer, length) == 0 && listen(descriptor, 16) == 0
          && getsockname(descriptor, pointer, &length) == 0
      }
    }
    guard answer else { throw ToolError("no port on 127.0.0.1: \(String(cString: strerror(errno)))") }
    self.descriptor = descriptor
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { close(descriptor) }
}

/// Runs what blocks on a thread of its own.
package func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread { continuation.resume(with: Result { try body() }) }.start()
  }
}
