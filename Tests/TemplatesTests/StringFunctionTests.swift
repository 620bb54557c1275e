import Pools
import Templates
import Testing

@Suite("string functions")
struct StringFunctionTests {
  static let rows: [Row] = [
    Row("[base64('one, two, three')]", "b25lLCB0d28sIHRocmVl"), Row("[base64('ab')]", "YWI="), Row("[base64('')]", ""),
    Row("[base64ToString('b25lLCB0d28sIHRocmVl')]", "one, two, three"), Row("[base64ToString('YQ==')]", "a"),
    Row("[base64ToJson('eyJvbmUiOiAiYSIsICJ0d28iOiAiYiJ9')]", ["one": "a", "two": "b"]),
    Row("[dataUri('Hello')]", "data:text/plain;charset=utf8;base64,SGVsbG8="),
    Row("[dataUriToString('data:;base64,SGVsbG8sIFdvcmxkIQ==')]", "Hello, World!"),
    Row("[endsWith('abcdef', 'ef')]", true), Row("[endsWith('abcdef', 'F')]", true),
    Row("[endsWith('abcdef', 'e')]", false),
    Row("[startsWith('abcdef', 'ab')]", true), Row("[startsWith('abcdef', 'A')]", true),
    Row("[startsWith('abcdef', 'e')]", false),
    Row(
      "[format('{0}, {1}. Formatted number: {2:N0}', 'Hello', 'User', 8175133)]",
      "Hello, User. Formatted number: 8,175,133"),
    Row("[format('{0:D3}|{0:000}|{0,4}|{0,-4}|{0:X2}', 7)]", "007|007|   7|7   |07"),
    Row("[format('{{{0}}}', 'x')]", "{x}"), Row("[format('{0} {0:F1}', -12)]", "-12 -12.0"),
    Row("[format('{0}-{1}', true(), json('{\"a\": 1}'))]", "True-{\"a\":1}"),
    Row("[join(createArray('one', 'two', 'three'), ',')]", "one,two,three"),
    Row("[join(createArray(1, 2), ';')]", "1;2"),
    Row("[padLeft('123', 10, '0')]", "0000000123"), Row("[padLeft(7, 3)]", "  7"),
    Row("[padLeft('abcd', 2, '0')]", "abcd"),
    Row("[replace('123-123-1234', '-', '')]", "1231231234"),
    Row("[replace('123-123-1234', '1234', 'xxxx')]", "123-123-xxxx"),
    Row("[split('one,two,three', ',')]", ["one", "two", "three"]),
    Row("[split('one;two,three', createArray(',', ';'))]", ["one", "two", "three"]), Row("[split('', ',')]", [""]),
    Row(
      "[string(createObject('valueA', 10, 'valueB', 'Example Text'))]", "{\"valueA\":10,\"valueB\":\"Example Text\"}"),
    Row("[string(createArray('a', 'b'))]", "[\"a\",\"b\"]"), Row("[string(5)]", "5"), Row("[string(false())]", "False"),
    Row("[substring('one two three', 4, 3)]", "two"), Row("[substring('abc', 1)]", "bc"),
    Row("[substring('abc', 3)]", ""),
    Row("[toLower('One Two Three')]", "one two three"), Row("[toUpper('One Two Three')]", "ONE TWO THREE"),
    Row("[trim('    one two three   ')]", "one two three"), Row("[trim('  ')]", ""),
    Row("[uri('http://contoso.org/firstpath', 'myscript.sh')]", "http://contoso.org/myscript.sh"),
    Row("[uri('http://contoso.org/firstpath/', 'myscript.sh')]", "http://contoso.org/firstpath/myscript.sh"),
    Row(
      "[uri('http://contoso.org/firstpath/azuredeploy.json', 'myscript.sh')]",
      "http://contoso.org/firstpath/myscript.sh"),
    Row(
      "[uri('http://contoso.org/firstpath/azuredeploy.json/', 'myscript.sh')]",
      "http://contoso.org/firstpath/azuredeploy.json/myscript.sh"),
    Row("[uri('https://a.b/c/d/e', '../f?x=1')]", "https://a.b/c/f?x=1"),
    Row("[uri('https://a.b', '/c')]", "https://a.b/c"),
    Row("[uri('https://a.b/c', 'https://d.e/f')]", "https://d.e/f"),
    Row(
      "[uriComponent('http://contoso.com/resources/nested/azuredeploy.json')]",
      "http%3A%2F%2Fcontoso.com%2Fresources%2Fnested%2Fazuredeploy.json"),
    Row(
      "[uriComponentToString('http%3A%2F%2Fcontoso.com%2Fresources%2Fnested%2Fazuredeploy.json')]",
      "http://contoso.com/resources/nested/azuredeploy.json"),
    Row("[uriComponent('ä b')]", "%C3%A4%20b"), Row("['it''s']", "it's"), Row("[ concat ( 'a' , \n 'b' ) ]", "ab"),
    Row("[CONCAT('a', TOUPPER('b'))]", "aB"),
  ]

  @Test("a call comes to what ARM documents", arguments: rows)
  func value(_ row: Row) throws {
    #expect(try Sample.value(of: row.expression) == row.result)
  }

  /// Public records: the last is what a deployed template gave (commercial-marketplace-offer-deploy's tests, which run
  /// Microsoft's own library); the others are of reimplementations checked against it (go-azure-uniquestring,
  /// terraform-provider-azapi).
  static let hashes: [Row] = [
    Row("[uniqueString('hello', 'world')]", "a7wkljktk6wne"),
    Row(
      "[uniqueString('/subscriptions/00000000-0000-0000-0000-000000000000', 'resource-id')]", "cwvxuqg24sifi"),
    Row(
      "[uniqueString('/subscriptions/31e9f9a0-9fd2-4294-a0a3-0101246d9700/resourceGroups/rg-modm201-20230913120256"
        + "/providers/Microsoft.Compute/virtualMachines/bobjacmodm201')]", "yvjxno3je5on2"),
  ]

  @Test("uniqueString gives what ARM is known to give", arguments: hashes)
  func hash(_ row: Row) throws {
    #expect(try Sample.value(of: row.expression) == row.result)
  }

  /// Computed by an independent UUID library from the namespace that Microsoft publishes.
  @Test(
    "guid is the version 5 UUID of its joined arguments",
    arguments: [
      Row("[guid('test')]", "d6a5baf1-8b9b-542a-8525-2982f1f98a0c"),
      Row("[guid('abcdefg')]", "b0880c45-91e3-59fb-a21a-c0e20b2319c4"),
    ])
  func guid(_ row: Row) throws {
    #expect(try Sample.value(of: row.expression) == row.result)
  }

  static let wrong: [WrongRow] = [
    WrongRow("[substring('abc', 2, 2)]", "the string has 3 characters"),
    WrongRow("[padLeft('a', 3, 'xx')]", "one character"), WrongRow("[padLeft('a', 200000)]", "at most 131072"),
    WrongRow("[format('{1}', 'a')]", "names argument 1, and there are 1"), WrongRow("[format('{', 1)]", "never closed"),
    WrongRow("[base64ToString('a')]", "no base 64"), WrongRow("[replace('a', '', 'b')]", "is empty"),
    WrongRow("[fail('no such size')]", "the template gives up: no such size"),
    WrongRow("[utcNow()]", "utcNow is another time at every deployment"),
    WrongRow("[newGuid()]", "newGuid makes another value at every deployment"),
    WrongRow("[concatt('a')]", "the function concatt is not known; is it concat?"),
    WrongRow("[substring('a')]", "substring takes 2 to 3 arguments, and has 1"),
    WrongRow("[contoso.nothing()]", "functions section has no contoso.nothing"),
    WrongRow("[concat('a')) ]", "something stands behind"),
    WrongRow("['a]", "no closing quote"), WrongRow("[concat]", "should be called"),
    WrongRow("[1.5]", "whole numbers only"),
    WrongRow("[parameters('nothing')]", "no parameter nothing"),
    WrongRow("[variables('nothing')]", "no variable nothing"),
  ]

  @Test("a wrong call says what would be right", arguments: wrong)
  func fault(_ row: WrongRow) throws {
    let faults = try Sample.faults { _ = try Sample.value(of: row.expression) }
    #expect(faults.count == 1)
    #expect(faults.first?.message.contains(row.message) == true, "\(faults)")
  }
}
