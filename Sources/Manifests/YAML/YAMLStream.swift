/// The documents of a YAML text, as far as it could be read.
package struct YAMLStream: Sendable {
  /// The roots, in the text's order; an empty document is a null scalar.
  package var documents: [YAMLNode]
  /// What ended the reading early.
  package var fault: YAMLFault?

  /// What the tree's positions of 32 bits can tell apart; manifests have a far smaller limit of their own.
  private static let maximumBytes = Int(UInt32.max)

  /// Reads every document up to the first fault. It never throws and never traps, whatever the bytes are.
  package init(_ bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) {
    let size = bytes.count > Self.maximumBytes ? YAMLFault(YAMLPlace(line: 1, column: 1), "the text is too large") : nil
    if let fault = size ?? YAMLText.encodingFault(in: bytes) {
      documents = []
      self.fault = fault
      return
    }
    var composer = YAMLComposer(limits: limits)
    let events = YAMLEvents(bytes)
    do throws(YAMLFault) {
      while true {
        let (event, place) = try events.next()
        if case .streamEnd = event { break }
        try composer.take(event, at: place)
      }
    } catch {
      fault = error
    }
    let tree = YAMLTree(entries: composer.entries, text: composer.text)
    documents = composer.finished.map { YAMLNode(tree: tree, index: $0) }
  }
}

/// Builds the flat tree from events, and counts before it builds.
private struct YAMLComposer {
  let limits: YAMLLimits
  private(set) var entries: [YAMLTree.Entry] = []
  private(set) var text: [UInt8] = []
  /// The roots of the documents that have ended.
  private(set) var finished: [Int] = []
  private var root: Int?
  /// The maps and lists that are not closed yet, from the outside in.
  private var open: [Int] = []
  /// In step with `open`: how many children each has so far.
  private var children: [Int] = []
  private var anchors: [String: Int] = [:]

  init(limits: YAMLLimits) { self.limits = limits }

  mutating func take(_ event: YAMLEvent, at place: YAMLPlace) throws(YAMLFault) {
    switch event {
    case .documentStart:
      root = nil
      anchors = [:]
    case .documentEnd:
      if let root { finished.append(root) }
    case .streamEnd: break
    case .alias(let name): try expand(name, at: place)
    case .scalar(let content, let quoted, let properties):
      let style = try style(properties.tag, quoted: quoted, at: place)
      let index = try add(.scalar, at: place, anchor: properties.anchor)
      entries[index].style = style
      entries[index].start = UInt32(text.count)
      entries[index].count = UInt32(content.utf8.count)
      text.append(contentsOf: content.utf8)
    case .sequenceStart(let properties):
      try check(properties.tag, against: "tag:yaml.org,2002:seq", at: place)
      try begin(.sequence, at: place, anchor: properties.anchor)
    case .mappingStart(let properties):
      try check(properties.tag, against: "tag:yaml.org,2002:map", at: place)
      try begin(.mapping, at: place, anchor: properties.anchor)
    case .collectionEnd:
      if let index = open.popLast() { entries[index].end = UInt32(entries.count) }
      _ = children.popLast()
    }
  }

  private mutating func begin(_ kind: YAMLTree.Kind, at place: YAMLPlace, anchor: String?) throws(YAMLFault) {
    if open.count >= limits.depth { throw tooDeep(place) }
    let index = try add(kind, at: place, anchor: anchor)
    open.append(index)
    children.append(0)
  }

  private mutating func add(
    _ kind: YAMLTree.Kind, at place: YAMLPlace, anchor: String?
  ) throws(YAMLFault) -> Int {
    try countChild(isScalar: kind == .scalar, at: place)
    if entries.count >= limits.nodes { throw tooMany(place) }
    let index = entries.count
    entries.append(
      .init(kind: kind, line: UInt32(place.line), column: UInt32(place.column), end: UInt32(index + 1)))
    if open.isEmpty { root = index }
    if let anchor { anchors[anchor] = index }
    return index
  }

  private mutating func countChild(isScalar: Bool, at place: YAMLPlace) throws(YAMLFault) {
    guard let parent = open.last else { return }
    if entries[parent].kind == .mapping, children[children.count - 1].isMultiple(of: 2), !isScalar {
      throw YAMLFault(place, "a map or a list cannot be a key; write text as the key")
    }
    children[children.count - 1] += 1
  }

  /// Copies what an alias stands for, after making sure that there is room for it.
  private mutating func expand(_ name: String, at place: YAMLPlace) throws(YAMLFault) {
    guard let source = anchors[name] else {
      throw YAMLFault(place, "*\(name) names no anchor above it; write &\(name) before the value that it stands for")
    }
    if open.contains(source) { throw YAMLFault(place, "*\(name) stands inside the value that it names") }
    let range = source..<Int(entries[source].end)
    if entries.count + range.count > limits.nodes { throw tooMany(place) }
    if open.count + height(of: range) > limits.depth { throw tooDeep(place) }
    try countChild(isScalar: entries[source].kind == .scalar, at: place)
    let shift = UInt32(entries.count - source)
    if open.isEmpty { root = entries.count }
    for index in range {
      var copy = entries[index]
      copy.end += shift
      entries.append(copy)
    }
  }

  /// How many levels of maps and lists stand in each other in a closed part of the tree.
  private func height(of range: Range<Int>) -> Int {
    var ends: [UInt32] = []
    var highest = 0
    for index in range where entries[index].kind != .scalar {
      while let end = ends.last, end <= UInt32(index) { ends.removeLast() }
      ends.append(entries[index].end)
      highest = max(highest, ends.count)
    }
    return highest
  }

  private func style(_ tag: String?, quoted: Bool, at place: YAMLPlace) throws(YAMLFault) -> YAMLTree.Style {
    switch tag {
    case nil: return quoted ? .text : .plain
    case "!", "tag:yaml.org,2002:str": return .text
    case "tag:yaml.org,2002:null": return .null
    case "tag:yaml.org,2002:bool": return .bool
    case "tag:yaml.org,2002:int": return .integer
    case "tag:yaml.org,2002:float": return .float
    case let tag?: throw unknownTag(tag, place)
    }
  }

  private func check(_ tag: String?, against known: String, at place: YAMLPlace) throws(YAMLFault) {
    if let tag, tag != "!", tag != known { throw unknownTag(tag, place) }
  }

  private func unknownTag(_ tag: String, _ place: YAMLPlace) -> YAMLFault {
    YAMLFault(place, "the tag \(tag.prefix(60)) is not known; take it out")
  }

  private func tooDeep(_ place: YAMLPlace) -> YAMLFault {
    YAMLFault(place, "maps and lists stand in each other deeper than \(limits.depth) levels; take levels out")
  }

  private func tooMany(_ place: YAMLPlace) -> YAMLFault {
    YAMLFault(
      place,
      "the file has more than \(limits.nodes) values, aliases (*) counted by what they stand for; split it, or write "
        + "less")
  }
}
