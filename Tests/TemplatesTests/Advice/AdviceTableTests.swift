import Foundation
import Templates
import Testing

@Suite("the README's table of advice")
struct AdviceTableTests {
  @Test("has every name once, in their order, and no other")
  func names() throws {
    let readme = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../README.md")
    let text = try String(contentsOf: readme, encoding: .utf8)
    let section = try #require(
      text.components(separatedBy: "\n### Advice\n").last?.components(separatedBy: "\n## ").first)
    let rows = section.matches(of: /\n\| `([a-z-]+)` \| ([^|]+) \|/).map { String($0.1) }
    #expect(rows == AdviceName.allCases.map(\.rawValue).sorted())
  }
}
