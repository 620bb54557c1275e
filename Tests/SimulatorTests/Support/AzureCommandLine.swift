import Foundation
import InstalledAzureCLI
import Pools
import Subprocess
import Testing

@testable import Simulator

/// What a command said.
struct CommandResult: Sendable {
  var status: Int32
  var output: String
  var errors: String

  var json: JSONValue { (try? JSONReader.read(output)) ?? .null }
  var succeeded: Bool { status == 0 }
}

/// Runs a command to its end; its environment is this process's with `environment` over it.
func command(_ arguments: [String], environment: [String: String] = [:]) async throws -> CommandResult {
  let values = Dictionary(
    uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) })
  let result = try await run(
    .name("env"), arguments: Arguments(arguments), environment: .inherit.updating(values),
    output: .string(limit: 16 << 20), error: .string(limit: 1 << 20))
  let status: Int32
  switch result.terminationStatus {
  case .exited(let code): status = Int32(code)
  default: status = -1
  }
  return CommandResult(status: status, output: result.standardOutput, errors: result.standardError)
}

/// An `az` that has signed in to a simulation.
struct SignedInAzure: Sendable {
  let az: String
  let environment: [String: String]
  let endpoints: Endpoints

  /// Runs the simulation's own set-up commands with the `az` given, in a configuration of its own.
  init(_ endpoints: Endpoints, directory: String, az: String) async throws {
    self.az = az
    self.endpoints = endpoints
    environment = endpoints.environment(configDirectory: directory + "/azure")
    for line in endpoints.setUpCommands(az: az) {
      let result = try await command(line, environment: environment)
      try #require(result.succeeded, "\(line.joined(separator: " ")): \(result.errors)")
    }
  }

  init(_ endpoints: Endpoints, directory: String) async throws {
    try await self.init(endpoints, directory: directory, az: try await InstalledAzureCLI.shared.path())
  }

  func callAsFunction(_ arguments: String...) async throws -> CommandResult {
    try await command([az] + arguments, environment: environment)
  }

  /// `az rest` on a path of ARM.
  func rest(
    _ method: String, _ path: String, body: JSONValue? = nil, headers: String? = nil
  ) async throws
    -> CommandResult
  {
    var arguments = ["rest", "--method", method, "--url", endpoints.armURL + path]
    if let body { arguments += ["--body", body.text()] }
    if let headers { arguments += ["--headers", headers] }
    return try await command([az] + arguments, environment: environment)
  }
}

/// The value, or an error that says what az said.
func expectSuccess(_ result: CommandResult, _ place: Testing.SourceLocation = #_sourceLocation) throws -> JSONValue {
  try #require(result.succeeded, "\(result.errors)", sourceLocation: place)
  return result.json
}
