import Testing

/// A broken manifest of the folder, and the lines that its last comments say it gets.
struct BrokenPool: Sendable, CustomTestStringConvertible {
  var name: String
  var text: String
  var testDescription: String { name }

  /// The lines behind `# fault: `, without the file's name.
  var expected: [String] {
    text.split(separator: "\n").filter { $0.hasPrefix("# fault: ") }.map { String($0.dropFirst("# fault: ".count)) }
  }

  /// Why the JSON Schema does not see the fault; nil where it does.
  var onlyWeirRefuses: String? {
    let mark = "# schema: cannot, "
    return text.split(separator: "\n").first { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) }
  }

  static let all: [BrokenPool] = {
    let contents = (try? Repository(folder: Fixtures.ownFields))?.contents ?? [:]
    return contents.sorted { $0.key < $1.key }.map { name, bytes in
      BrokenPool(name: name, text: String(decoding: bytes, as: UTF8.self))
    }
  }()
}

@Suite("Faults of pools by their own fields")
struct OwnFieldFaultTests {
  @Test("a manifest gets exactly these lines, each once and where it was written", arguments: BrokenPool.all)
  func lines(pool: BrokenPool) async throws {
    let lines = try await Repository(["pool.yaml": pool.text]).lines().map { $0.replacing("pool.yaml:", with: "") }
    #expect(lines == pool.expected)
    #expect(Set(lines).count == lines.count)
  }

  @Test("the folder has more than a hundred of them, and each says what it gets")
  func many() {
    #expect(BrokenPool.all.count > 100)
    #expect(BrokenPool.all.allSatisfy { !$0.expected.isEmpty })
  }

  @Test("no line quotes what may be a secret")
  func secrets() async throws {
    for pool in BrokenPool.all {
      let lines = try await Repository(["pool.yaml": pool.text]).lines().joined(separator: "\n")
      for secret in ["Tr0ub4dor", "hunter2", "47114711", "c2VjcmV0", "BEGIN OPENSSH", "b3BlbnNzaC1rZXk"] {
        #expect(!lines.contains(secret), "\(pool.name)")
      }
    }
  }
}
