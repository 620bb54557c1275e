import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOCore
package import Pools

/// A stand-in for Azure Resource Manager that the real, unpatched `az` signs in to and deploys to.
package enum Simulator {
  /// How a simulation is set up.
  package struct Configuration: Sendable {
    /// The port of Azure Resource Manager; 0 lets the kernel choose.
    package var port: Int
    /// Where the CA file goes; nil makes a temporary directory, which is gone at the end.
    package var directory: String?
    package var cloud: CloudSettings
    /// Silent unless it is handed in.
    package var logger: Logger

    /// The subscription that a simulation has unless it is told otherwise.
    package static let defaultSubscription = "11111111-2222-3333-4444-555555555555"

    package init(
      port: Int = 0, directory: String? = nil,
      subscriptions: [SubscriptionID] = [SubscriptionID(defaultSubscription)].compactMap { $0 },
      logger: Logger = Logger(label: "simulator", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
      self.port = port
      self.directory = directory
      self.logger = logger
      cloud = CloudSettings(subscriptions: subscriptions)
      cloud.seed = UInt64.random(in: 1...UInt64.max)
    }
  }

  /// Which of the three servers a port is of.
  private enum Server: Hashable { case arm, identity, admin }

  /// Serves until the task is cancelled or told to shut down, and then comes back without an error.
  ///
  /// - Parameter onReady: called once, when all three servers listen and the CA file is written.
  /// - Throws: `SimulatorError` where a port is taken or the directory cannot be written.
  package static func run(
    _ configuration: Configuration, onReady: @escaping @Sendable (Endpoints) async throws -> Void
  ) async throws {
    let simulation = Simulation(configuration.cloud)
    let authority = try CertificateAuthority(now: Date())
    let directory = try SimulationDirectory(configuration.directory)
    defer { directory.removeIfTemporary() }
    let caFile = try directory.write(authority.certificatePEM, named: "weir-simulation-ca.pem")
    let secret = UUID().uuidString.lowercased()
    let (ports, continuation) = AsyncStream<(Server, Int)>.makeStream()

    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        func serve(
          _ server: Server, _ port: Int, _ responder: some HTTPResponder<ServerContext>, _ base: HTTPServerBuilder
        ) {
          let application = Application(
            responder: responder, server: base,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in continuation.yield((server, channel.localAddress?.port ?? 0)) },
            logger: configuration.logger)
          group.addTask { try await application.run() }
        }
        let tls = try HTTPServerBuilder.tls(.http1(), tlsConfiguration: authority.server)
        serve(.arm, configuration.port, ARMResponder(simulation: simulation), tls)
        serve(.identity, 0, IdentityResponder(simulation: simulation, secret: secret), .http1())
        serve(.admin, 0, AdminResponder(simulation: simulation), .http1())
        group.addTask {
          var found: [Server: Int] = [:]
          for await (server, port) in ports {
            found[server] = port
            guard let arm = found[.arm], let identity = found[.identity], let admin = found[.admin] else { continue }
            let endpoints = Endpoints(
              armURL: "https://127.0.0.1:\(arm)", identityURL: "http://127.0.0.1:\(identity)/token",
              adminURL: "http://127.0.0.1:\(admin)", caFile: caFile, secret: secret,
              subscriptions: configuration.cloud.subscriptions, simulation: simulation)
            simulation.withCloud { cloud, _ in cloud.settings.base = endpoints.armURL }
            try await onReady(endpoints)
            return
          }
        }
        // The first to end in order is who reported the ports; any other end, or an error, ends them all.
        try await group.next()
        try await group.next()
        group.cancelAll()
      }
    } catch  where Task.isCancelled {
      return
    } catch let error as IOError {
      // Only what listens on a port of somebody's choice fails so: the kernel chooses the others.
      throw SimulatorError.cannotListen(port: configuration.port, errno: error.errnoCode)
    }
  }
}

/// The directory of the CA file.
private struct SimulationDirectory {
  let path: String
  let isTemporary: Bool

  init(_ given: String?) throws {
    isTemporary = given == nil
    path = given ?? FileManager.default.temporaryDirectory.appending(path: "weir-\(UUID().uuidString)").path()
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw SimulatorError.directory(path, error)
    }
  }

  /// Writes a file and returns its absolute path.
  func write(_ text: String, named name: String) throws -> String {
    let file = URL(filePath: path, directoryHint: .isDirectory).absoluteURL.appending(path: name)
    do {
      try Data(text.utf8).write(to: file)
    } catch {
      throw SimulatorError.directory(path, error)
    }
    return file.path(percentEncoded: false)
  }

  func removeIfTemporary() {
    if isTemporary { try? FileManager.default.removeItem(atPath: path) }
  }
}
