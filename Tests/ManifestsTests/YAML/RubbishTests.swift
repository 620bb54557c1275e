import Manifests
import Testing

/// Numbers that look random and are the same in every run (splitmix64).
struct Dice: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}

@Suite("Rubbish instead of manifests")
struct RubbishTests {
  @Test("any bytes are answered", arguments: 0..<20)
  func bytes(seed: UInt64) async throws {
    var dice = Dice(state: seed)
    var repository = Repository(["templates/pool.json": sampleTemplate])
    for number in 0..<20 {
      let prefix = Array("apiVersion: weir.dev/v1\n".utf8)
      let rubbish = (0..<Int.random(in: 0..<400, using: &dice)).map { _ in UInt8.random(in: 0...255, using: &dice) }
      repository.contents["\(number).yaml"] = prefix + rubbish
    }
    _ = try await repository.load()
  }

  @Test("any signs of YAML in any order are answered", arguments: 0..<20)
  func signs(seed: UInt64) async throws {
    var dice = Dice(state: seed &+ 1000)
    let signs = [
      "a", ":", " ", "\n", "- ", "? ", "{", "}", "[", "]", ",", "&a ", "*a", "!t ", "|", ">", "'", "\"", "#", "%", "@",
      "\t", "---\n", "...\n", "<<", "  ", "é", "\u{FEFF}", "\\", "0x", "~", "weir.dev/v1", "spec",
    ]
    var repository = Repository(["templates/pool.json": sampleTemplate])
    for number in 0..<40 {
      var text = "apiVersion: weir.dev/v1\nkind: Pool\n"
      for _ in 0..<Int.random(in: 1..<60, using: &dice) { text += signs.randomElement(using: &dice) ?? "" }
      repository["\(number).yaml"] = text
    }
    _ = try await repository.load()
  }

  @Test("a manifest with any of its bytes changed is answered, the same each time", arguments: 0..<20)
  func mutations(seed: UInt64) async throws {
    var dice = Dice(state: seed &+ 2000)
    var repository = Repository(["templates/pool.json": sampleTemplate])
    for number in 0..<30 {
      var bytes = Array(samplePool("pool-\(number)").utf8)
      for _ in 0..<Int.random(in: 1..<4, using: &dice) {
        let at = Int.random(in: 0..<bytes.count, using: &dice)
        switch Int.random(in: 0..<3, using: &dice) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &dice)
        case 1: bytes.remove(at: at)
        default: bytes.insert(Array("\n\t {}[]:,-&*'\"#".utf8).randomElement(using: &dice) ?? 0, at: at)
        }
      }
      repository.contents["\(number).yaml"] = bytes
    }
    let lines = try await repository.lines()
    #expect(lines == lines.filter { !$0.contains("\n") })
    #expect(Set(lines).count == lines.count)
    #expect(try await repository.lines() == lines)
  }

  @Test("a template of any bytes is answered", arguments: 0..<10)
  func templates(seed: UInt64) async throws {
    var dice = Dice(state: seed &+ 3000)
    var repository = Repository()
    for number in 0..<20 {
      repository["p\(number).yaml"] = samplePool("pool-\(number)", template: "\(number).json")
      var bytes = Array(sampleTemplate.utf8)
      for _ in 0..<3 { bytes[Int.random(in: 0..<bytes.count, using: &dice)] = UInt8.random(in: 0...255, using: &dice) }
      repository.contents["\(number).json"] = bytes
    }
    _ = try await repository.load()
  }
}
