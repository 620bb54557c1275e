import Foundation
import Reconciliation
import Testing

@Suite("A run's id")
struct RunIDTests {
  @Test("is a ULID: the published example's time makes its first ten characters")
  func published() {
    // The ULID specification's example 01ARZ3NDEKTSV4RRFFQ69G5FAV is of 1469922850259 ms.
    let id = RunID(at: Date(timeIntervalSince1970: 1_469_922_850.259), random: (0xD6, 0x4C61_3EF7_2E49_4D5B))
    #expect(id.description.hasPrefix("01ARZ3NDEK"))
    #expect(RunID(id.description) == id)
  }

  @Test("sorts by time")
  func order() {
    let dates = stride(from: 0.0, to: 4e9, by: 123_456_789.123).map { Date(timeIntervalSince1970: $0) }
    let ids = dates.map { RunID(at: $0, random: (UInt16.random(in: .min ... .max), .random(in: .min ... .max))) }
    #expect(ids == ids.sorted())
  }

  @Test(
    "is not read from anything else",
    arguments: ["", "01ARZ3NDEKTSV4RRFFQ69G5FA", "01ARZ3NDEKTSV4RRFFQ69G5FAU", "'; drop"])
  func rubbish(_ text: String) { #expect(RunID(text) == nil) }
}
