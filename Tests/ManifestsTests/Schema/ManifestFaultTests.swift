import Testing

/// A wrong manifest, and the lines that it gets.
struct FaultRow: Sendable, CustomTestStringConvertible {
  var what: String
  var manifest: String
  var lines: [String]
  var testDescription: String { what }

  init(_ what: String, _ manifest: String, _ lines: String...) {
    self.what = what
    self.manifest = manifest
    self.lines = lines
  }

  /// The sample pool with a text in it replaced.
  static func sample(_ what: String, _ text: String, becomes other: String, _ lines: String...) -> FaultRow {
    var row = FaultRow(what, samplePool("vision").replacing(text, with: other))
    row.lines = lines
    return row
  }
}

@Suite("Faults of manifests")
struct ManifestFaultTests {
  @Test(
    "a manifest gets exactly these lines",
    arguments: documentRows + keyRows + valueRows + templateRows + secretRows + severalRows)
  func lines(row: FaultRow) async throws {
    #expect(try await repository(row.manifest).lines() == row.lines)
  }
}
