import Foundation
import Pools
import Reconciliation
import TemporaryFolders
import Testing

@testable import Commands

@Suite("A secret's file") struct ConfinedFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for path in ["allowed/key", "allowed/..data/key", "allowed/deep/er/key", "outside/key", "state/weir.key"] {
      try folder.write("value of \(path)\n", to: path)
    }
    for (path, target) in [
      ("allowed/to-key", "key"), ("allowed/as-kubernetes", "..data/key"), ("allowed/deep/up", "../key"),
      ("allowed/absolute", folder.path("allowed/key")), ("allowed/folder", "deep/er"),
      ("allowed/out", "../outside/key"), ("allowed/out-to-nothing", "../outside/none"),
      ("allowed/out-absolute", folder.path("outside/key")), ("allowed/out-absolute-to-nothing", "/none/at/all"),
      ("allowed/out-folder", "../outside"), ("allowed/shadow", "/etc/shadow"),
      ("allowed/environ", "/proc/self/environ"),
      ("allowed/out-and-in", "../allowed/key"), ("allowed/state", "../state/weir.key"), ("allowed/ring", "ring"),
      ("root", "allowed"),
    ] {
      try FileManager.default.createSymbolicLink(atPath: folder.path(path), withDestinationPath: target)
    }
    try FileManager.default.linkItem(atPath: folder.path("state/weir.key"), toPath: folder.path("allowed/same-key"))
    #expect(mkfifo(folder.path("allowed/pipe"), 0o600) == 0)
  }

  private func value(_ path: String, _ root: String = "allowed") async throws -> SecretValue {
    let reader = try await EnvironmentSecretReader(
      environment: [:], keyFile: folder.path("digest.key"),
      policy: SecretPolicy(rules: [.init(files: [folder.path(root)])], reservedPaths: [folder.path("state/weir.key")]))
    return try await reader.value(of: .file(path), for: "pools/a.yaml")
  }

  @Test(
    "is read where it is in the folder once its links are followed",
    arguments: [
      ("key", "key"), ("to-key", "key"), ("as-kubernetes", "..data/key"), ("deep/up", "key"), ("absolute", "key"),
      ("folder/key", "deep/er/key"), ("./deep//er/key", "deep/er/key"),
    ])
  func inside(path: String, file: String) async throws {
    let secret = SecretValue.text(SecretText("value of allowed/\(file)"))
    #expect(try await value(folder.path("allowed/\(path)")) == secret)
    #expect(try await value(folder.path("root/\(path)"), "root") == secret)
  }

  @Test(
    "is not allowed where it leads out of the folder, is Weir's own, or of the kernel, whether there is anything or not",
    arguments: [
      "out", "out-to-nothing", "out-absolute", "out-absolute-to-nothing", "out-folder/key", "out-folder/none", "shadow",
      "environ", "out-and-in", "state", "same-key", "../outside/key", "../outside/none", "deep/../../outside/key",
    ])
  func outside(path: String) async throws {
    await #expect(throws: SecretError.notAllowed) { try await value("\(folder.path)/allowed/\(path)") }
  }

  @Test(
    "elsewhere is not allowed, whether it is there or not", arguments: ["/etc/shadow", "/none", "/proc/self/environ"])
  func elsewhere(path: String) async throws {
    await #expect(throws: SecretError.notAllowed) { try await value(path) }
  }

  @Test(
    "that cannot be read is an error with the reason",
    arguments: [
      ("none", "no such file or directory"), ("deep", "is a directory"), ("pipe", "it is not a regular file"),
      ("ring", "too many levels of symbolic links"), ("key/more", "not a directory"),
    ])
  func unreadable(path: String, reason: String) async throws {
    let path = folder.path("allowed/\(path)")
    await #expect(throws: SecretError.unreadable(file: path, reason: reason)) { try await value(path) }
  }

  @Test("may be named by itself, and then nothing beside it is allowed")
  func single() async throws {
    let path = folder.path("allowed/key")
    #expect(try await value(path, "allowed/key") == .text(SecretText("value of allowed/key")))
    await #expect(throws: SecretError.notAllowed) { try await value(folder.path("allowed/keys"), "allowed/key") }
  }
}
