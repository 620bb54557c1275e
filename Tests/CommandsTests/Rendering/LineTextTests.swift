import Pools
import Testing

@testable import Commands

@Suite("lines as they leave the process")
struct LineTextTests {
  @Test(
    "a line commands no build service",
    arguments: [
      ("::error::x", #"\u{3A}:error::x"#), ("  ::add-mask::x", #"  \u{3A}:add-mask::x"#),
      ("a\n::error file=x::y\nb", "a\n" + #"\u{3A}:error file=x::y"# + "\nb"),
      ("x ##vso[task.setvariable variable=a]b", #"x \u{23}#vso[task.setvariable variable=a]b"#),
      ("##[error]x", #"\u{23}#[error]x"#), ("##teamcity[x]", #"\u{23}#teamcity[x]"#), ("###[x]", #"#\u{23}#[x]"#),
    ])
  func commands(_ text: String, _ shown: String) {
    let output = LineText.output(text)
    #expect(!output.split(separator: "\n").contains { $0.drop { $0 == " " }.hasPrefix("::") })
    #expect(!output.contains(/##[a-z]*\[/))
    #expect(output == shown)
  }

  @Test("what only looks like one stays", arguments: ["a::b", "## Heading", "# [x]", "x: y", "pool.yaml:1:1: no"])
  func harmless(_ text: String) { #expect(LineText.output(text) == text) }

  @Test("the palette's colours stay on a terminal, and no other sequence")
  func colours() {
    let text = Palette(isColoured: true).red("no") + "\u{1B}[2J\u{1B}[31"
    #expect(LineText.output(text, keepingColours: true) == "\u{1B}[31mno\u{1B}[0m" + #"\u{1B}[2J\u{1B}[31"#)
    #expect(LineText.output(text) == #"\u{1B}[31mno\u{1B}[0m\u{1B}[2J\u{1B}[31"#)
  }

  @Test("an answer in JSON stands for the same value, and commands nobody")
  func json() throws {
    let value: JSONValue = ["a\u{202E}": "##vso[x]\u{200B}\u{7F}\n::error::", "b": "###[x"]
    for text in [value.answer, value.answerLine] {
      #expect(try JSONReader.read(text) == value)
      #expect(text.utf8.allSatisfy { (0x20..<0x7F).contains($0) || $0 == 0x0A })
      #expect(!text.contains("##vso[") && !text.contains("##["))
    }
  }
}
