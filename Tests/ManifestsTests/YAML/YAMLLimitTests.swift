import Manifests
import Pools
import Testing

@Suite("Bounds of YAML")
struct YAMLLimitTests {
  private static func fault(_ text: String, _ limits: YAMLLimits = YAMLLimits()) -> String? {
    YAMLStream(Array(text.utf8), limits: limits).fault?.message
  }

  @Test("a bomb of aliases is refused before it expands")
  func bomb() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...40 {
      text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", "))]\n"
    }
    #expect(Self.fault(text)?.contains("more than 100000 values") == true)
  }

  @Test("a bomb in a key is refused as a key")
  func bombInKey() {
    #expect(Self.fault("a: &a [x]\n? *a\n: b\n") == "a map or a list cannot be a key; write text as the key")
  }

  /// Texts that nest too deep, by what they nest.
  private static let deep: [String: String] = [
    "lists in brackets": String(repeating: "[", count: 100_000),
    "maps in braces": String(repeating: "{a: ", count: 100_000),
    "items of items": String(repeating: "- ", count: 100_000),
    "maps by lines": (0..<1000).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
    "aliases of aliases": ["a: &a x", "b: &b *a", "c: *b"].map {
      $0.replacing("x", with: nested("x")).replacing("*a", with: nested("*a")).replacing("*b", with: nested("*b"))
        + "\n"
    }.joined(),
  ]

  private static func nested(_ text: String) -> String {
    String(repeating: "[", count: 25) + text + String(repeating: "]", count: 25)
  }

  @Test("deep nesting is refused however it is written", arguments: Self.deep.keys.sorted())
  func depth(what: String) {
    #expect(Self.fault(Self.deep[what] ?? "")?.contains("stand in each other") == true)
  }

  @Test("as deep as the bound is no fault")
  func edge() {
    let text = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(Self.fault(text) == nil)
    #expect(Self.fault("[\(text)]") != nil)
  }

  @Test("as many nodes as the bound are no fault")
  func nodes() {
    #expect(Self.fault("[a, b, c]", YAMLLimits(nodes: 4)) == nil)
    #expect(Self.fault("[a, b, c]", YAMLLimits(nodes: 3)) != nil)
  }

  @Test("an alias stands for what its anchor names, and a value cannot hold itself")
  func aliases() {
    let stream = YAMLStream(Array("a: &x {k: [1, 2]}\nb: *x\n".utf8))
    #expect(stream.documents.first?["b"]?["k"]?.elements.map(\.value) == [1, 2])
    #expect(Self.fault("a: &x [*x]") == "*x stands inside the value that it names")
    #expect(Self.fault("--- &x a\n--- *x\n")?.hasPrefix("*x names no anchor") == true)
  }

  @Test("many documents are read, up to the first fault")
  func documents() {
    let stream = YAMLStream(Array("a: 1\n---\nb: 2\n---\n\t- x\n---\nc: 3\n".utf8))
    #expect(stream.documents.count == 2)
    #expect(stream.fault?.place == YAMLPlace(line: 5, column: 1))
  }
}
