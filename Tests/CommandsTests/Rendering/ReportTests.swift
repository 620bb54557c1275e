import Foundation
import Pools
import Reconciliation
import Testing

@testable import Commands

@Suite("reports")
struct ReportTests {
  @Test("text is the contract's to the letter")
  func text() throws {
    let lines = ReportText(palette: .plain).lines(for: try Fixtures.contractRun())
    #expect(
      lines == [
        "► main@4f1c2ab6  3 pools, 1 subscription",
        "✗ audio    refused     location cannot change in place: westus2 → eastus (manifests/audio.yaml:9)",
        "✔ nlp      updated     scale set sku.capacity 2 → 4",
        "✔ vision   unchanged",
        "run 01JD3000000000000000000000 in 41 s: 1 unchanged, 1 updated, 1 refused",
      ])
  }

  @Test("a plan's changes stand below their pool, with their place")
  func plan() throws {
    var report = try Fixtures.contractRun()
    report.pools.removeAll { $0.name.description == "audio" }
    let lines = ReportText(palette: .plain, showsChanges: true).lines(for: report, isPlan: true)
    #expect(
      lines == [
        "► main@4f1c2ab6  2 pools, 1 subscription",
        "✔ nlp      updated     1 change",
        "    scale set nlp sku.capacity 2 → 4  manifests/nlp.yaml:9",
        "✔ vision   unchanged",
        "plan in 41 s: 1 unchanged, 1 updated; nothing was written",
      ])
  }

  @Test("colour stands only where it is asked for, and never moves a column")
  func colour() throws {
    let pool = try Fixtures.report("nlp", .failed, message: "no")
    let plain = ReportText(palette: .plain).lines(for: pool)
    let coloured = ReportText(palette: Palette(isColoured: true)).lines(for: pool)
    #expect(plain == ["✗ nlp   failed      no"])
    #expect(coloured == ["\u{1B}[31m✗\u{1B}[0m nlp   failed      no"])
  }

  @Test("JSON tells why the newest manifests are not taken, each fault with its pool, and is read back")
  func source() throws {
    var report = try Fixtures.contractRun()
    report.finishedAt = Fixtures.noon.addingTimeInterval(41)
    report.error = "pools/x.yaml:3:5: unknown key\npools/y.yaml:1:1: no name"
    report.source = SourceFault(
      revision: try Fixtures.revision(), error: report.error ?? "", pools: [try Fixtures.pool("vision"), nil],
      since: Fixtures.noon)
    let json = report.json
    #expect(
      json["source"]?["errors"]?.array?.first
        == ["file": "pools/x.yaml", "line": 3, "column": 5, "message": "unknown key", "pool": "vision"])
    #expect(try RunReport(json: json) == report)
    #expect(ErrorText.faults(of: report).map(\.pool?.description) == ["vision", nil])
  }

  @Test("a fault in a template names its pool, which its file does not")
  func templateFault() throws {
    let place = SourceLocation(file: "https://example.com/pool.json", line: 3, column: 5)
    let fault = ToldFault("no such function", at: place, pool: try Fixtures.pool("vision"))
    #expect(fault.text == "https://example.com/pool.json:3:5: no such function (pool vision)")
    #expect(fault.line == "https://example.com/pool.json:3:5: no such function")
    let manifest = SourceLocation(file: "pools/vision.yaml", line: 3, column: 5)
    #expect(ToldFault("no", at: manifest, pool: fault.pool).text == "pools/vision.yaml:3:5: no")
  }

  @Test("JSON has the contract's keys, sorted, and one more reading gives the same report")
  func json() throws {
    var report = try Fixtures.contractRun()
    report.finishedAt = Fixtures.noon.addingTimeInterval(41)
    #expect(try RunReport(json: report.json) == report)
    report.pools.removeAll { $0.name.description != "nlp" }
    #expect(
      report.json.answer == """
        {
          "error": null,
          "finishedAt": "2026-11-21T21:17:41Z",
          "notes": [],
          "pools": [
            {
              "changes": [
                {
                  "after": 4,
                  "before": 2,
                  "cause": "manifest",
                  "id": "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/ds-nlp/providers/Microsoft.Compute/virtualMachineScaleSets/nlp",
                  "kind": "inPlace",
                  "location": "manifests/nlp.yaml:9:3",
                  "path": "sku.capacity",
                  "resource": "Microsoft.Compute/virtualMachineScaleSets/nlp"
                }
              ],
              "correlationId": null,
              "deployment": "weir-nlp-3f9a0c12d4e5",
              "manifest": "manifests/nlp.yaml",
              "message": null,
              "name": "nlp",
              "outcome": "updated",
              "resourceGroup": "ds-nlp",
              "subscription": "11111111-2222-3333-4444-555555555555"
            }
          ],
          "revision": {
            "commit": "4f1c2ab600000000000000000000000000000000",
            "ref": "main"
          },
          "run": "01JD3000000000000000000000",
          "source": null,
          "startedAt": "2026-11-21T21:17:00Z",
          "summary": {
            "updated": 1
          },
          "trigger": "command",
          "warnings": []
        }
        """)
  }

  @Test("markdown is one table, the changes folded below it, and nobody's text makes markup")
  func markdown() throws {
    var report = try Fixtures.contractRun()
    report.pools[0].message = "policy | says <b>no</b> to @all"
    #expect(
      ReportMarkdown.text(report) == """
        <!-- weir plan -->
        ### Weir: 1 pool changes, 1 needs attention

        `main` at `4f1c2ab6`

        | pool | outcome | what |
        |---|---|---|
        | audio | refused | policy \\| says &lt;b&gt;no&lt;/b&gt; to @<!-- -->all |
        | nlp | updated | scale set sku.capacity 2 → 4 |

        <details><summary>nlp: 1 change</summary>

        | resource | path | before | after | how |
        |---|---|---|---|---|
        | scale set nlp | `sku.capacity` | `2` | `4` | inPlace |

        </details>

        1 unchanged.
        """)
  }

  @Test(
    "a change is said in words",
    arguments: [
      (
        JSONValue.string("westus2"), JSONValue.string("eastus"), Change.Kind.replace, Change.Cause.manifest,
        "scale set location westus2 → eastus (needs a new resource)"
      ),
      (nil, 3, .inPlace, .drift, "scale set location (none) → 3 (drift)"),
      (["a", "b"], [], .rolling, .drift, "scale set location [\"a\",\"b\"] → [] (instances must take it, drift)"),
      ("(secret)", "(secret)", .inPlace, .manifest, "scale set location (secret) → (secret)"),
      ("a\nb", "", .inPlace, .manifest, "scale set location a\\nb → \"\""),
    ] as [(JSONValue?, JSONValue?, Change.Kind, Change.Cause, String)])
  func phrases(before: JSONValue?, after: JSONValue?, kind: Change.Kind, cause: Change.Cause, text: String) throws {
    let change = try Fixtures.change("nlp", "location", before, after, kind: kind, cause: cause)
    #expect(ChangeText.line([change]) == text)
  }

  @Test("whole resources are named first, and what is too much is counted")
  func manyChanges() throws {
    let made = Change(
      resource: try Fixtures.scaleSet("nlp"), path: .root, before: nil, after: [:], kind: .create, cause: .manifest)
    let others = try (1...5).map { try Fixtures.change("nlp", "properties.p\($0)", 1, 2) }
    #expect(
      ChangeText.line([made] + others)
        == "create scale set nlp, scale set p1 1 → 2, scale set p2 1 → 2, "
        + "scale set p3 1 → 2, and 2 more")
  }

  @Test(
    "a path's text is read back",
    arguments: [
      "sku.capacity", "properties.subnets[name=pools].properties", "zones[0]", "tags['cost.centre']", "a[0][1].b", "",
    ])
  func paths(text: String) throws {
    #expect(try #require(JSONPath(reading: text)).description == text)
  }

  @Test("times are in UTC, absolute and relative")
  func times() {
    let noon = Fixtures.noon
    #expect(TimeText.absolute(noon) == "2026-11-21 21:17:00Z")
    #expect(TimeText.relative(noon, to: noon.addingTimeInterval(190)) == "3 min ago")
    #expect(TimeText.relative(noon, to: noon.addingTimeInterval(-7_300)) == "in 2 h")
    #expect(TimeText.relative(noon, to: noon.addingTimeInterval(2)) == "just now")
    #expect(TimeText.length(from: noon, to: noon.addingTimeInterval(125.9)) == "2 min 5 s")
    #expect(TimeText.length(from: noon, to: noon.addingTimeInterval(3_790)) == "1 h 3 min")
  }
}
