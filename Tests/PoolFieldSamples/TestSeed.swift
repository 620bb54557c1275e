import class Foundation.ProcessInfo

/// The seed of generated tests: the same in every run, so that a failure is one everywhere; another one is set by
/// `WEIR_TEST_SEED`.
package enum TestSeed {
  package static let value: UInt64 = {
    let seed = ProcessInfo.processInfo.environment["WEIR_TEST_SEED"].flatMap { UInt64($0) } ?? 20_261_201
    print("generated tests: WEIR_TEST_SEED=\(seed)")
    return seed
  }()

  /// The seed of the part with this number: parts run side by side.
  package static func part(_ number: Int) -> UInt64 { value &+ UInt64(number) &* 0xD1B5_4A32_D192_ED03 }
}
