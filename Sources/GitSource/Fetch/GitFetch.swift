import Foundation
import Glibc

/// The child process's side of a fetch: `weir git-fetch`, a verb that no person types.
///
/// libgit2 1.5 waits for a silent server for ever and cannot be told to stop, so a fetch has a process of its own.
package enum GitFetch {
  /// Bytes of a request at most; it holds a few paths.
  private static let maximumRequest = 64 << 10

  /// Reads a request from standard input, fetches, and writes the answer to standard output.
  ///
  /// It blocks, and is for a process that does nothing else. The answer to a fetch that failed is an answer too.
  ///
  /// - Returns: the process's exit code: 0 where there is an answer.
  package static func run() -> Int32 {
    signal(SIGPIPE, SIG_IGN)
    umask(0o077)
    guard let bytes = BoundedFile.read(STDIN_FILENO, limit: maximumRequest, upTo: UInt8(ascii: "\n")),
      let request = try? JSONDecoder().decode(FetchRequest.self, from: Data(bytes))
    else {
      write("git-fetch is run by Weir itself, with its request on standard input\n", to: STDERR_FILENO)
      return 64
    }
    // Whoever asked ends this process at the timeout; should it be gone by then, the alarm does.
    alarm(UInt32(clamping: request.timeout + 5))
    boundResources(request)
    let answer: FetchAnswer
    do throws(FetchFailure) { answer = try Fetch(request).run() } catch { answer = .failed(error) }
    guard let line = try? JSONEncoder().encode(answer) else { return 1 }
    write(String(decoding: line, as: UTF8.self) + "\n", to: STDOUT_FILENO)
    return 0
  }

  /// Bounds what the library may take, should the bounds on what it is sent not hold.
  private static func boundResources(_ request: FetchRequest) {
    signal(SIGXFSZ, SIG_IGN)
    lower(RLIMIT_FSIZE, to: UInt64(clamping: request.maximumBytes) + (64 << 20))
    lower(RLIMIT_AS, to: UInt64(clamping: request.maximumBytes) + (4 << 30))
    lower(RLIMIT_CORE, to: 0)
  }

  private static func lower(_ resource: __rlimit_resource, to bound: UInt64) {
    var limit = rlimit()
    let resource = __rlimit_resource_t(resource.rawValue)
    guard getrlimit(resource, &limit) == 0, UInt64(limit.rlim_cur) > bound else { return }
    limit.rlim_cur = rlim_t(bound)
    _ = setrlimit(resource, &limit)
  }

  private static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { return }
      if count > 0 { rest = rest.dropFirst(count) }
    }
  }
}
