import Testing

@testable import Pools

@Suite("JSON paths")
struct JSONPathTests {
  static let body: JSONValue = [
    "Sku": ["capacity": 2], "zones": ["1", "2"],
    "properties": ["subnets": [["name": "Pools", "x": 1], ["name": "jump"]], "disks": [["lun": 3, "size": 8]]],
  ]
  static let subnets = JSONPath("properties", "subnets")

  static let readings: [(JSONPath, JSONValue?)] = [
    (.root, body), (JSONPath("sku", "CAPACITY"), 2), (JSONPath("zones").appending(.index(1)), "2"),
    (JSONPath("zones").appending(.index(2)), Optional.none), (JSONPath("zones").appending(.index(-1)), Optional.none),
    (JSONPath("zones", "a"), Optional.none), (JSONPath("sku").appending(.index(0)), Optional.none),
    (subnets.appending(.element(key: "name", value: "pools")).member("x"), 1),
    (subnets.appending(.element(key: "name", value: "other")), Optional.none),
    (JSONPath("properties", "disks").appending(.element(key: "lun", value: "3")).member("size"), 8),
  ]

  @Test("a path leads to its value, or nowhere", arguments: readings)
  func reads(path: JSONPath, expected: JSONValue?) { #expect(Self.body.value(at: path) == expected) }

  static let writings: [(JSONPath, JSONValue?, String)] = [
    (JSONPath("a"), 1, #"{"a":1,"l":[{"name":"N","v":1}],"o":{"P":2}}"#),
    (JSONPath("o", "p"), 3, #"{"l":[{"name":"N","v":1}],"o":{"P":3}}"#),
    (JSONPath("x", "y", "z"), true, #"{"l":[{"name":"N","v":1}],"o":{"P":2},"x":{"y":{"z":true}}}"#),
    (JSONPath("o", "P"), Optional.none, #"{"l":[{"name":"N","v":1}],"o":{}}"#),
    (JSONPath("x", "y"), Optional.none, #"{"l":[{"name":"N","v":1}],"o":{"P":2}}"#),
    (JSONPath("o", "P", "q"), Optional.none, #"{"l":[{"name":"N","v":1}],"o":{"P":2}}"#),
    (
      JSONPath("l").appending(.element(key: "name", value: "n")).member("v"), 2,
      #"{"l":[{"name":"N","v":2}],"o":{"P":2}}"#
    ),
    (JSONPath("l").appending(.index(0)), Optional.none, #"{"l":[],"o":{"P":2}}"#),
    (JSONPath("l").appending(.index(5)).member("v"), 2, #"{"l":[{"name":"N","v":1}],"o":{"P":2}}"#),
    (JSONPath("x").appending(.index(0)).member("v"), 2, #"{"l":[{"name":"N","v":1}],"o":{"P":2}}"#),
  ]

  @Test("setting changes that place and no other", arguments: writings)
  func writes(path: JSONPath, value: JSONValue?, expected: String) {
    let body: JSONValue = ["o": ["P": 2], "l": [["name": "N", "v": 1]]]
    #expect(body.setting(value, at: path).text() == expected)
  }

  @Test("what was set is read back", arguments: 0..<100)
  func law(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let path = JSONPath((0..<Int.random(in: 1...4, using: &random)).map { _ in .member(random.pick(["a", "b", "C"])) })
    let body = JSONValue.object(["a": .generated(depth: 3, using: &random)])
    let value = JSONValue.generated(depth: 2, using: &random)
    #expect(body.setting(value, at: path).value(at: path) == value)
  }

  @Test(
    "paths have a text",
    arguments: [
      (JSONPath.root, ""), (JSONPath("sku", "capacity"), "sku.capacity"), (JSONPath("a.b", "c"), "['a.b'].c"),
      (subnets.appending(.element(key: "name", value: "p")).member("x"), "properties.subnets[name=p].x"),
      (JSONPath("zones").appending(.index(0)), "zones[0]"),
    ])
  func texts(path: JSONPath, text: String) { #expect(path.description == text) }

  @Test("paths are ordered step by step, positions by number")
  func order() {
    let paths = [
      JSONPath("a"), JSONPath("a", "b"), JSONPath("a").appending(.index(2)), JSONPath("a").appending(.index(10)),
      JSONPath("a").appending(.element(key: "name", value: "x")), JSONPath("b"),
    ]
    #expect(paths.reversed().sorted() == paths)
  }
}
