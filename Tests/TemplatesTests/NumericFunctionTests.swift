import Pools
import Templates
import Testing

@Suite("numeric, logical, comparison, date and network functions")
struct NumericFunctionTests {
  static let rows: [Row] = [
    Row("[add(5, 3)]", 8), Row("[sub(7, 3)]", 4), Row("[mul(5, 3)]", 15), Row("[div(8, 3)]", 2),
    Row("[div(-8, 3)]", -2),
    Row("[mod(7, 3)]", 1), Row("[mod(-7, 3)]", -1), Row("[int('4')]", 4), Row("[int(4)]", 4),
    Row("[float('3.5')]", 3.5),
    Row("[float(3)]", 3.0),
    Row("[and(bool('true'), bool('false'))]", false), Row("[or(bool('true'), bool('false'))]", true),
    Row("[not(bool('true'))]", false), Row("[bool('TRUE')]", true), Row("[bool(1)]", true), Row("[bool(0)]", false),
    Row("[and(true(), true(), true())]", true), Row("[or(false(), false())]", false),
    Row("[if(equals('a', 'a'), 'yes', 'no')]", "yes"), Row("[if(false(), div(1, 0), 'safe')]", "safe"),
    Row("[if(true(), 'safe', parameters('absent'))]", "safe"),
    Row("[coalesce(null(), null(), 'string')]", "string"), Row("[coalesce(null(), 1)]", 1),
    Row("[coalesce(null())]", nil),
    Row("[coalesce('a', div(1, 0))]", "a"),
    Row("[equals(1, 1)]", true), Row("[equals('a', 'b')]", false), Row("[equals('a', 'A')]", false),
    Row("[equals(createArray('a', 'b'), createArray('a', 'b'))]", true), Row("[equals(1, '1')]", false),
    Row("[equals(createObject('a', 'b'), createObject('a', 'b'))]", true), Row("[equals(null(), null())]", true),
    Row("[less(1, 2)]", true), Row("[less('A', 'a')]", true), Row("[lessOrEquals(2, 2)]", true),
    Row("[greater(1, 2)]", false), Row("[greater('A', 'a')]", false), Row("[greaterOrEquals('a', 'a')]", true),
    Row("[dateTimeAdd('2020-04-07 14:53:14Z', 'P3Y')]", "2023-04-07T14:53:14Z"),
    Row("[dateTimeAdd('2020-04-07 14:53:14Z', '-P9D', 'u')]", "2020-03-29 14:53:14Z"),
    Row("[dateTimeAdd('2020-04-07 14:53:14Z', 'PT1H', 'yyyy-MM-dd HH:mm')]", "2020-04-07 15:53"),
    Row("[dateTimeAdd('2020-01-31', 'P1M')]", "2020-02-29T00:00:00Z"),
    Row("[dateTimeAdd('2020-04-07T14:53:14+02:00', 'P0D', 'ddd d MMM yyyy h:mm tt')]", "Tue 7 Apr 2020 12:53 PM"),
    Row("[dateTimeFromEpoch(1683040573)]", "2023-05-02T15:16:13Z"),
    Row("[dateTimeFromEpoch(0)]", "1970-01-01T00:00:00Z"),
    Row("[dateTimeToEpoch('2023-05-02T15:16:13Z')]", 1683040573), Row("[dateTimeToEpoch('1969-12-31T23:59:59Z')]", -1),
    Row(
      "[parseCidr('10.144.0.0/20')]",
      [
        "network": "10.144.0.0", "netmask": "255.255.240.0", "broadcast": "10.144.15.255", "firstUsable": "10.144.0.1",
        "lastUsable": "10.144.15.254", "cidr": 20,
      ]),
    Row(
      "[parseCidr('fdad:3236:5555::/48')]",
      [
        "network": "fdad:3236:5555::", "netmask": "ffff:ffff:ffff::", "firstUsable": "fdad:3236:5555::",
        "lastUsable": "fdad:3236:5555:ffff:ffff:ffff:ffff:ffff", "cidr": 48,
      ]),
    Row("[cidrSubnet('10.144.0.0/20', 24, 4)]", "10.144.4.0/24"),
    Row("[cidrSubnet('fdad:3236:5555::/48', 52, 1)]", "fdad:3236:5555:1000::/52"),
    Row("[cidrHost('10.144.3.0/24', 0)]", "10.144.3.1"), Row("[cidrHost('10.144.3.0/24', 4)]", "10.144.3.5"),
    Row("[cidrHost('fdad:3236:5555:3000::/52', 1)]", "fdad:3236:5555:3000::1"),
  ]

  @Test("a call comes to what ARM documents", arguments: rows)
  func value(_ row: Row) throws {
    #expect(try Sample.value(of: row.expression) == row.result)
  }

  static let wrong: [WrongRow] = [
    WrongRow("[div(1, 0)]", "division by 0"), WrongRow("[add(9223372036854775807, 1)]", "does not fit 64 bits"),
    WrongRow("[div(-9223372036854775808, -1)]", "does not fit 64 bits"), WrongRow("[int('x')]", "no whole number"),
    WrongRow("[add('1', 2)]", "argument 1 should be a whole number, and is of type string"),
    WrongRow("[if('a', 1, 2)]", "should be a boolean"), WrongRow("[less(1, 'a')]", "can be compared"),
    WrongRow("[bool('maybe')]", "neither true nor false"), WrongRow("[and(true(), 1)]", "takes booleans"),
    WrongRow("[dateTimeAdd('soon', 'P1D')]", "no date and time"),
    WrongRow("[dateTimeAdd('2020-01-01', '1D')]", "no duration"),
    WrongRow("[dateTimeAdd('9999-12-31', 'P1Y')]", "out of range"), WrongRow("[parseCidr('10.0.0.0')]", "no network"),
    WrongRow("[cidrSubnet('10.0.0.0/24', 25, 2)]", "no subnet 2"),
    WrongRow("[cidrHost('10.0.0.0/30', 2)]", "no host 2"),
    WrongRow("[copyIndex()]", "outside a loop"), WrongRow("[lambda('x', 1)]", "argument of map"),
  ]

  @Test("a wrong call says what would be right", arguments: wrong)
  func fault(_ row: WrongRow) throws {
    let faults = try Sample.faults { _ = try Sample.value(of: row.expression) }
    #expect(faults.count == 1)
    #expect(faults.first?.message.contains(row.message) == true, "\(faults)")
  }
}
