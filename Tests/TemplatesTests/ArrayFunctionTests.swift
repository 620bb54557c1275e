import Pools
import Templates
import Testing

@Suite("array and object functions")
struct ArrayFunctionTests {
  static let rows: [Row] = [
    Row("[array(1)]", [1]), Row("[array('efgh')]", ["efgh"]), Row("[array(createArray(1))]", [1]),
    Row("[concat(createArray('1-1', '1-2'), createArray('2-1'))]", ["1-1", "1-2", "2-1"]),
    Row("[concat('prefix', '-', 7)]", "prefix-7"), Row("[concat('is', true())]", "isTrue"),
    Row("[contains('OneTwoThree', 'e')]", true), Row("[contains('OneTwoThree', 'z')]", false),
    Row("[contains(createArray('one', 'two'), 'Two')]", false), Row("[contains(createArray(1, 2), 2)]", true),
    Row("[contains(json('{\"One\": 1}'), 'one')]", true), Row("[contains(json('{\"One\": 1}'), 'two')]", false),
    Row("[createArray(1, 2, 3)]", [1, 2, 3]), Row("[createArray()]", []),
    Row("[empty(json('{}'))]", true), Row("[empty(createArray())]", true), Row("[empty('')]", true),
    Row("[empty('a')]", false), Row("[empty(null())]", true),
    Row("[first(createArray('one', 'two'))]", "one"), Row("[first('One Two')]", "O"),
    Row("[first(createArray())]", nil),
    Row("[flatten(createArray(createArray('one'), createArray('two', 'three')))]", ["one", "two", "three"]),
    Row("[indexFromEnd(createArray(1, 2, 3), 2)]", 2), Row("[tryIndexFromEnd(createArray(1), 2)]", nil),
    Row("[indexOf('test', 't')]", 0), Row("[indexOf('abcdef', 'CD')]", 2), Row("[indexOf('abcdef', 'z')]", -1),
    Row("[indexOf(createArray('one', 'two'), 'two')]", 1), Row("[indexOf(createArray(4, 5), 6)]", -1),
    Row("[lastIndexOf('test', 't')]", 3), Row("[lastIndexOf('abcdef', 'AB')]", 0),
    Row("[lastIndexOf('abcdef', 'z')]", -1), Row("[lastIndexOf(createArray('a', 'b', 'a'), 'a')]", 2),
    Row("[intersection(createArray('one', 'two', 'three'), createArray('two', 'three'))]", ["two", "three"]),
    Row(
      "[intersection(json('{\"one\": \"a\", \"two\": \"b\", \"three\": \"c\"}'), "
        + "json('{\"one\": \"a\", \"two\": \"z\", \"three\": \"c\"}'))]", ["one": "a", "three": "c"]),
    Row("[last(createArray('one', 'two'))]", "two"), Row("[last('One Two Three')]", "e"),
    Row("[length(createArray('a', 'b', 'c'))]", 3), Row("[length('One Two Three')]", 13),
    Row("[length(createObject('a', 1, 'b', 2))]", 2), Row("[length('😀')]", 2),
    Row("[max(createArray(0, 3, 2, 5, 4))]", 5), Row("[max(0, 3, 2, 5, 4)]", 5),
    Row("[min(createArray(0, 3, 2, 5, 4))]", 0), Row("[min(3, -2)]", -2),
    Row("[range(5, 3)]", [5, 6, 7]), Row("[range(0, 0)]", []),
    Row("[skip(createArray('one', 'two', 'three'), 2)]", ["three"]), Row("[skip('one two three', 4)]", "two three"),
    Row("[skip(createArray(1), 9)]", []), Row("[skip('abc', -1)]", "abc"),
    Row("[take(createArray('one', 'two', 'three'), 2)]", ["one", "two"]), Row("[take('one two three', 2)]", "on"),
    Row("[take('abc', -1)]", ""), Row("[take('abc', 7)]", "abc"),
    Row("[union(createArray('one', 'two', 'three'), createArray('three', 'four'))]", ["one", "two", "three", "four"]),
    Row(
      "[union(json('{\"one\": \"a\", \"two\": \"b\", \"three\": \"c1\"}'), "
        + "json('{\"three\": \"c2\", \"four\": \"d\", \"five\": \"e\"}'))]",
      ["one": "a", "two": "b", "three": "c2", "four": "d", "five": "e"]),
    Row(
      "[union(json('{\"p\": {\"one\": \"a\", \"two\": \"b\", \"three\": \"c1\"}}'), "
        + "json('{\"p\": {\"three\": \"c2\", \"four\": \"d\", \"five\": [1]}}'))]",
      ["p": ["one": "a", "two": "b", "three": "c2", "four": "d", "five": [1]]]),
    Row("[union(json('{\"A\": [1]}'), json('{\"a\": [2]}'))]", ["A": [2]]),
    Row("[createObject('intProp', 1, 'arrayProp', createArray('a'))]", ["intProp": 1, "arrayProp": ["a"]]),
    Row("[createObject()]", [:]),
    Row(
      "[items(createObject('b', 2, 'a', 1))]", [["key": "a", "value": 1], ["key": "b", "value": 2]]),
    Row("[objectKeys(createObject('b', 2, 'A', 1))]", ["A", "b"]),
    Row("[shallowMerge(createArray(createObject('a', createObject('x', 1)), createObject('a', 2)))]", ["a": 2]),
    Row("[tryGet(createObject('a', createObject('b', 5)), 'a', 'b')]", 5),
    Row("[tryGet(createObject('a', createObject('b', 5)), 'c', 'b')]", nil),
    Row("[tryGet(createArray(1, 2), 1)]", 2), Row("[tryGet(createArray(1, 2), 5)]", nil),
    Row("[json('[1, 2.5, null]')]", [1, 2.5, nil]), Row("[json('\"a\"')]", "a"), Row("[null()]", nil),
    Row("[json('{\"a\": [1]}').A[0]]", 1), Row("[createArray(createObject('x', 4))[0]['X']]", 4),
  ]

  @Test("a call comes to what ARM documents", arguments: rows)
  func value(_ row: Row) throws {
    #expect(try Sample.value(of: row.expression) == row.result)
  }

  static let wrong: [WrongRow] = [
    WrongRow("[concat(createArray(1), 'a')]", "argument 2 should be an array"),
    WrongRow("[first(1)]", "argument 1 should be an array or a string"),
    WrongRow("[indexFromEnd(createArray(1), 2)]", "no element 2 from its end"),
    WrongRow("[max(createArray())]", "no numbers"),
    WrongRow("[range(0, 10001)]", "from 0 to 10000"),
    WrongRow("[range(2147483647, 1)]", "past 2147483647"),
    WrongRow("[createObject('a')]", "every name needs a value"),
    WrongRow("[union(createArray(1), createObject())]", "all arrays or all objects"),
    WrongRow("[json('{')]", "is no JSON"),
    WrongRow("[createArray(1)[1]]", "the list has 1 elements, and none at 1"),
    WrongRow("[createObject('location', 1).locatoin]", "no member locatoin; is it location?"),
    WrongRow("[concat('a').b]", "only an object has members"),
  ]

  @Test("a wrong call says what would be right", arguments: wrong)
  func fault(_ row: WrongRow) throws {
    let faults = try Sample.faults { _ = try Sample.value(of: row.expression) }
    #expect(faults.count == 1)
    #expect(faults.first?.message.contains(row.message) == true, "\(faults)")
  }
}
