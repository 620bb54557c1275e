import PoolFieldSamples

@testable import Templates

/// Makes expressions whose arguments are mostly of the types that their functions take, with the values at the ends of each
/// type, and now and then of a wrong one.
struct ExpressionGenerator {
  enum Kind: CaseIterable { case string, int, bool, array, object }

  var chance: Chance
  /// What may be referred to by name, of each kind.
  var parameters: [(name: String, kind: Kind)] = []
  var variables: [String] = []

  init(seed: UInt64) { chance = Chance(seed: seed) }

  static let strings = [
    "", "a", "A", "it''s", "{0}", "{1,-5:D3}", "{9223372036854775807}", "{0,131072}", "{0:D99}", "{0:N9}", "{{}}", "{",
    "10.0.0.0/16", "0.0.0.0/0", "10.1.2.3/32", "::/0", "fd00::/127", "ff::1/128", "2020-04-07T14:53:14Z",
    "9999-12-31T23:59:59Z", "0001-01-01", "2024-02-29", "P999999999Y", "-P1M", "PT999999999S", "-P999999999D", "P",
    "Microsoft.Test/things", "Microsoft.Test/things/parts", "😀é", "[1, {\"a\": [2]}]", "{\"A\": 1, \"b\": null}",
    "1e308",
    "-9223372036854775808", "9223372036854775808", "nan", "inf", "0x1p3", " 12 ", "a,b;c", ",", "%zz%41%", "QUJD",
    "====",
    "data:text/plain;base64,QUJD", "data:;base64,AA=", "data:,a%20b", "https://a.b/c/../d?e", "yyyy-MM-dd''T''HH:mm:ss",
    "true", "False", "x", "name", "\\", "[", "]", "[[",
  ]
  static let integers = [
    "0", "1", "-1", "2", "3", "7", "16", "24", "64", "127", "128", "800", "10000", "131072", "131073", "2147483647",
    "2147483648", "-2147483648", "253402300800", "9223372036854775807", "-9223372036854775808", "-9223372036854775807",
  ]

  /// Every function that depends on its arguments alone, with the kinds of a good call.
  static let functions: [(name: String, arguments: [Kind], result: Kind)] = [
    ("array", [.int], .array), ("array", [.object], .array), ("concat", [.string, .string, .int], .string),
    ("concat", [.array, .array], .array), ("contains", [.array, .int], .bool), ("contains", [.object, .string], .bool),
    ("contains", [.string, .string], .bool), ("createArray", [.int, .string, .object], .array),
    ("createObject", [.string, .int, .string, .array], .object), ("empty", [.string], .bool),
    ("empty", [.object], .bool),
    ("first", [.string], .string), ("first", [.array], .int), ("flatten", [.array], .array),
    ("indexFromEnd", [.array, .int], .int), ("indexOf", [.string, .string], .int), ("indexOf", [.array, .int], .int),
    ("intersection", [.array, .array], .array), ("intersection", [.object, .object], .object), ("last", [.array], .int),
    ("last", [.string], .string), ("lastIndexOf", [.string, .string], .int), ("lastIndexOf", [.array, .int], .int),
    ("length", [.string], .int), ("length", [.object], .int), ("length", [.array], .int), ("max", [.int, .int], .int),
    ("max", [.array], .int), ("min", [.array], .int), ("min", [.int, .int], .int), ("range", [.int, .int], .array),
    ("skip", [.array, .int], .array), ("skip", [.string, .int], .string), ("take", [.array, .int], .array),
    ("take", [.string, .int], .string), ("tryIndexFromEnd", [.array, .int], .int), ("union", [.array, .array], .array),
    ("union", [.object, .object, .object], .object), ("base64", [.string], .string),
    ("base64ToJson", [.string], .object),
    ("base64ToString", [.string], .string), ("dataUri", [.string], .string), ("dataUriToString", [.string], .string),
    ("endsWith", [.string, .string], .bool), ("fail", [.string], .string), ("format", [.string, .int], .string),
    ("format", [.string, .string, .int, .bool], .string), ("guid", [.string, .string], .string),
    ("join", [.array, .string], .string), ("padLeft", [.string, .int, .string], .string),
    ("padLeft", [.int, .int], .string),
    ("replace", [.string, .string, .string], .string), ("split", [.string, .string], .array),
    ("split", [.string, .array], .array), ("startsWith", [.string, .string], .bool), ("string", [.object], .string),
    ("string", [.int], .string), ("substring", [.string, .int, .int], .string),
    ("substring", [.string, .int], .string),
    ("toLower", [.string], .string), ("toUpper", [.string], .string), ("trim", [.string], .string),
    ("uniqueString", [.string, .string], .string), ("uri", [.string, .string], .string),
    ("uriComponent", [.string], .string),
    ("uriComponentToString", [.string], .string), ("cidrHost", [.string, .int], .string),
    ("cidrSubnet", [.string, .int, .int], .string), ("parseCidr", [.string], .object),
    ("dateTimeAdd", [.string, .string], .string), ("dateTimeAdd", [.string, .string, .string], .string),
    ("dateTimeFromEpoch", [.int], .string), ("dateTimeToEpoch", [.string], .int), ("bool", [.string], .bool),
    ("bool", [.int], .bool), ("false", [], .bool), ("true", [], .bool), ("not", [.bool], .bool),
    ("and", [.bool, .bool], .bool), ("or", [.bool, .bool, .bool], .bool), ("if", [.bool, .string, .string], .string),
    ("if", [.bool, .int, .int], .int), ("coalesce", [.array, .array], .array), ("equals", [.object, .object], .bool),
    ("equals", [.int, .int], .bool), ("equals", [.string, .string], .bool), ("greater", [.int, .int], .bool),
    ("greaterOrEquals", [.string, .string], .bool), ("less", [.string, .string], .bool),
    ("lessOrEquals", [.int, .int], .bool), ("add", [.int, .int], .int), ("div", [.int, .int], .int),
    ("float", [.string], .int),
    ("int", [.string], .int), ("mod", [.int, .int], .int), ("mul", [.int, .int], .int), ("sub", [.int, .int], .int),
    ("items", [.object], .array), ("json", [.string], .object), ("null", [], .object),
    ("objectKeys", [.object], .array),
    ("shallowMerge", [.array], .object), ("tryGet", [.object, .string], .int), ("tryGet", [.array, .int], .int),
    ("resourceId", [.string, .string], .string), ("subscriptionResourceId", [.string, .string], .string),
    ("tenantResourceId", [.string, .string], .string), ("extensionResourceId", [.string, .string, .string], .string),
    ("managementGroupResourceId", [.string, .string, .string], .string), ("resourceGroup", [], .object),
    ("subscription", [], .object), ("tenant", [], .object), ("deployment", [], .object), ("environment", [], .object),
    ("reference", [.string, .string], .object), ("listKeys", [.string, .string], .object),
    ("pickZones", [.string, .string, .string, .int], .array),
  ]

  mutating func expression(_ kind: Kind, depth: Int) -> String {
    // A wrong kind now and then.
    let kind = chance.once(in: 25) ? chance.one(of: Kind.allCases) : kind
    if depth == 0 || chance.once(in: 5) { return leaf(kind) }
    if chance.once(in: 10) { return lambda(kind, depth: depth - 1) }
    if chance.once(in: 12) { return access(depth: depth - 1) }
    let fitting = Self.functions.filter { $0.result == kind }
    let function = chance.one(of: chance.once(in: 20) ? Self.functions : fitting)
    var arguments: [String] = []
    for argument in function.arguments { arguments.append(expression(argument, depth: depth - 1)) }
    return "\(function.name)(\(arguments.joined(separator: chance.once(in: 2) ? "," : ", ")))"
  }

  private mutating func access(depth: Int) -> String {
    switch chance.next(3) {
    case 0: "\(expression(.object, depth: depth)).name"
    case 1: "\(expression(.object, depth: depth))['\(chance.one(of: Self.strings))']"
    default: "\(expression(.array, depth: depth))[\(chance.one(of: Self.integers))]"
    }
  }

  private mutating func lambda(_ kind: Kind, depth: Int) -> String {
    let list = expression(.array, depth: depth)
    let x = "lambdaVariables('x')"
    switch kind {
    case .array:
      switch chance.next(3) {
      case 0: return "map(\(list), lambda('x', 'i', \(chance.once(in: 2) ? x : expression(.string, depth: depth))))"
      case 1: return "filter(\(list), lambda('x', \(expression(.bool, depth: depth))))"
      default: return "sort(\(list), lambda('x', 'y', less(\(x), lambdaVariables('y'))))"
      }
    case .object:
      switch chance.next(3) {
      case 0: return "toObject(\(list), lambda('x', string(\(x))))"
      case 1: return "groupBy(\(list), lambda('x', string(\(x))))"
      default: return "mapValues(\(expression(.object, depth: depth)), lambda('x', \(x)))"
      }
    default:
      return "reduce(\(list), \(expression(kind, depth: depth)), lambda('c', 'n', \(expression(kind, depth: depth))))"
    }
  }

  private mutating func leaf(_ kind: Kind) -> String {
    if chance.once(in: 4) {
      let fitting = parameters.filter { $0.kind == kind }.map(\.name)
      if !fitting.isEmpty, chance.once(in: 2) { return "parameters('\(chance.one(of: fitting))')" }
      if !variables.isEmpty { return "variables('\(chance.one(of: variables))')" }
    }
    switch kind {
    case .string: return "'\(chance.one(of: Self.strings))'"
    case .int: return chance.one(of: Self.integers)
    case .bool: return chance.one(of: ["true()", "false()"])
    case .array:
      return chance.one(of: [
        "createArray()", "createArray(1, 2, 3)", "range(0, 5)", "range(0, 10000)", "split('a,b', ',')",
      ])
    case .object:
      return chance.one(of: [
        "createObject()", "createObject('a', 1, 'A', 2)", "json('{\"name\": {\"x\": [1]}}')", "null()",
      ])
    }
  }
}
