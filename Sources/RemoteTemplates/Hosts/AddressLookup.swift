import Dispatch
import Glibc
import Synchronization

/// The addresses of a name, as the system's resolver has them.
enum AddressLookup {
  /// All addresses of a host, in the order in which they are to be tried; none where there is no such host.
  ///
  /// The resolver blocks, on a thread of its own, and cannot be told to stop: of a cancelled task nobody waits for it.
  /// Throws `CancellationError`.
  static func addresses(of host: String) async throws -> [NetworkAddress] {
    typealias Waiter = CheckedContinuation<[NetworkAddress], any Error>
    let waiter = Mutex<Waiter?>(nil)
    let finish: @Sendable (Result<[NetworkAddress], any Error>) -> Void = { result in
      let waiting = waiter.withLock { waiter -> Waiter? in
        defer { waiter = nil }
        return waiter
      }
      waiting?.resume(with: result)
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        waiter.withLock { $0 = continuation }
        if Task.isCancelled { return finish(.failure(CancellationError())) }
        DispatchQueue.global().async { finish(.success(resolve(host))) }
      }
    } onCancel: {
      finish(.failure(CancellationError()))
    }
  }

  private static func resolve(_ host: String) -> [NetworkAddress] {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, &hints, &found) == 0 else { return [] }
    defer { freeaddrinfo(found) }
    var addresses: [NetworkAddress] = []
    var next = found
    while let entry = next?.pointee {
      if let address = address(entry), !addresses.contains(address) { addresses.append(address) }
      next = entry.ai_next
    }
    return addresses
  }

  private static func address(_ entry: addrinfo) -> NetworkAddress? {
    guard let socket = entry.ai_addr else { return nil }
    switch entry.ai_family {
    case AF_INET:
      return socket.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        NetworkAddress(bytes: withUnsafeBytes(of: $0.pointee.sin_addr) { Array($0) })
      }
    case AF_INET6:
      return socket.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
        NetworkAddress(bytes: withUnsafeBytes(of: $0.pointee.sin6_addr) { Array($0) })
      }
    default: return nil
    }
  }
}
