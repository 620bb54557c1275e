import Foundation
import Glibc
import LocalServers
import Synchronization

/// A program that takes connections, sends what it was told to, and hangs up. Guarded by its mutex.
final class BrokenServer: Sendable {
  let port: Int
  private let descriptor: Int32
  private let answer = Mutex<[UInt8]>([])

  init() throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(descriptor, pointer, length) == 0 && listen(descriptor, 16) == 0
          && getsockname(descriptor, pointer, &length) == 0
      }
    }
    guard isListening else { throw ToolError("no port on 127.0.0.1: \(String(cString: strerror(errno)))") }
    self.descriptor = descriptor
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread { [weak self] in
      while true {
        let connection = accept(descriptor, nil, nil)
        guard connection >= 0, let answer = self?.answer.withLock({ $0 }) else { return }
        var asked = [UInt8](repeating: 0, count: 4096)
        _ = read(connection, &asked, asked.count)
        _ = send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
        close(connection)
      }
    }.start()
  }

  /// What every connection is sent from now on.
  func sends(_ text: String) { answer.withLock { $0 = Array(text.utf8) } }

  deinit {
    // Wakes the thread that waits for a connection.
    shutdown(descriptor, Int32(SHUT_RDWR))
    close(descriptor)
  }
}
