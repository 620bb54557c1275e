import Foundation
import Pools
import Reconciliation
import Testing

@testable import AzureCLI

/// Makes what `az` may print: pages, resources, deployments and errors, right and nearly right.
private struct AnswerGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  private mutating func one(_ texts: [String]) -> String { texts[Int.random(in: texts.indices, using: &self)] }

  private static let names = [
    "id", "name", "type", "location", "tags", "properties", "provisioningState", "correlationId", "timestamp", "error",
    "code",
    "message", "details", "value", "nextLink", "sku", "capacity", "ID", "Error", "targetResource", "statusMessage", "",
  ]
  private static let texts = [
    "\"Succeeded\"", "\"Failed\"", "\"x\"", "\"/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g\"",
    "\"/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.Test/things/a\"",
    "\"2026-11-21T21:17:00.1234567Z\"", "\"9223372036854775807-01-01T00:00:00Z\"", "\"0000-00-00T99:99:99Z\"",
    "\"2026-11-21T21:17:00.99999999999999999999+00:00\"", "\"https://management.azure.com:443/subscriptions/x\"",
    "\"\"",
    "\"{\\\"code\\\": \\\"Inner\\\", \\\"message\\\": \\\"{\\\\\\\"code\\\\\\\": 1}\\\"}\"", "9223372036854775807",
    "-1", "1e308",
    "1e999", "true", "null", "\"Please try again after '9223372036854775807' minutes.\"", "\"\\ud83d\\u0000\"",
  ]

  mutating func json(_ depth: Int) -> String {
    if depth == 0 || Int.random(in: 0..<4, using: &self) == 0 { return one(Self.texts) }
    let count = Int.random(in: 0..<5, using: &self)
    if Int.random(in: 0..<3, using: &self) == 0 {
      return "[\((0..<count).map { _ in json(depth - 1) }.joined(separator: ", "))]"
    }
    return "{\((0..<count).map { _ in "\"\(one(Self.names))\": \(json(depth - 1))" }.joined(separator: ", "))}"
  }

  /// An answer, now and then with a byte changed or its end cut off.
  mutating func answer() -> [UInt8] {
    var bytes = Array(json(5).utf8)
    if Int.random(in: 0..<4, using: &self) == 0, !bytes.isEmpty {
      bytes[Int.random(in: bytes.indices, using: &self)] = UInt8.random(in: 0...255, using: &self)
    }
    if Int.random(in: 0..<6, using: &self) == 0 {
      bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &self)))
    }
    return bytes
  }

  mutating func errorOutput() -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0..<5, using: &self) {
      text += one([
        "ERROR: ", "WARNING: ", "ERROR: Not Found(", "ERROR: Too Many Requests(", "Inner Errors:\n", "Code: X\n",
        "Message: ",
        "Exception Details:  ", "The command failed with an unexpected error. Here is the traceback:\n", "A - b\n",
        ")\n", "\n",
        "Operation returned an invalid status 'Service Unavailable'\n", "}", "{", "'", "\u{1B}[31m", "\u{2028}", "é",
      ])
      if Int.random(in: 0..<2, using: &self) == 0 { text += json(4) }
    }
    return text
  }
}

@Suite("laws over generated answers of az")
struct GeneratedAnswerTests {
  /// The same in every run; another one is set by `WEIR_TEST_SEED`.
  private static let seed: UInt64 = {
    let seed = ProcessInfo.processInfo.environment["WEIR_TEST_SEED"].flatMap { UInt64($0) } ?? 20_261_201
    print("generated tests: WEIR_TEST_SEED=\(seed)")
    return seed
  }()

  private static let now = Date(timeIntervalSince1970: 1_795_000_000)

  @Test("any answer is a resource, a deployment, a page or an error in one line, the same each time", arguments: 0..<4)
  func answers(_ part: Int) {
    var generator = AnswerGenerator(seed: Self.seed &+ UInt64(part))
    for _ in 0..<750 {
      let bytes = generator.answer()
      let read = Self.read(bytes)
      #expect(read == Self.read(bytes), "WEIR_TEST_SEED=\(Self.seed): \(String(decoding: bytes, as: UTF8.self))")
      #expect(read.allSatisfy { $0.count <= 2_200 }, "WEIR_TEST_SEED=\(Self.seed)")
    }
  }

  /// What each reader makes of an answer.
  private static func read(_ bytes: [UInt8]) -> [String] {
    var read: [String] = []
    do throws(AzureError) {
      let value = try AzureCommandLine.parse(bytes, from: "/subscriptions")
      for element in [value] + (value.member("value")?.array ?? []) {
        do throws(AzureError) { read.append("\(try DeploymentStatus(answer: element).state)") } catch {
          read.append("\(error)")
        }
        do throws(AzureError) {
          read.append("\(try ResourceDocument(answer: element, apiVersion: "2024-01-01").id)")
        } catch {
          read.append("\(error)")
        }
        read.append(FailedOperation(answer: element)?.text.prefix(2_000).description ?? "no failed operation")
      }
    } catch {
      read.append("\(error)")
    }
    return read
  }

  @Test("any error output is an error in one line, the same each time", arguments: 0..<4)
  func errors(_ part: Int) {
    var generator = AnswerGenerator(seed: Self.seed &+ 1_000 &+ UInt64(part))
    for _ in 0..<750 {
      let text = generator.errorOutput()
      let error = "\(Complaint(text).error(at: Self.now, scrubber: Scrubber()))"
      #expect(!error.contains("\n"), "WEIR_TEST_SEED=\(Self.seed): \(text)")
      #expect(
        "\(Complaint(text).error(at: Self.now, scrubber: Scrubber()))" == error, "WEIR_TEST_SEED=\(Self.seed): \(text)")
    }
  }

  @Test("of many causes the first three are reported, and the rest counted")
  func manyCauses() throws {
    func fault(_ number: Int, _ inside: String) -> String {
      #"{"code": "C\#(number)", "message": "m", "details": [\#(inside)]}"#
    }
    let leaves = (0..<50).map { fault($0, (0..<50).map { fault($0, "") }.joined(separator: ",")) }
    let value = try JSONReader.read(fault(0, leaves.joined(separator: ",")))
    let text = try #require(ARMFault(value)?.text)
    #expect(text == "C0: m; C1: m; C2: m; and 47 more")
  }
}
