import CYaml

/// What stands next in a YAML text.
enum YAMLEvent {
  /// How a node is written, beside its content.
  struct Properties {
    var anchor: String?
    var tag: String?
  }

  case documentStart
  case documentEnd
  case streamEnd
  case alias(String)
  /// `quoted` is true for quotes and block scalars alike: such a scalar is text whatever it reads.
  case scalar(String, quoted: Bool, Properties)
  case sequenceStart(Properties)
  case mappingStart(Properties)
  case collectionEnd
}

/// Reads a YAML text event by event, so that what expands (aliases, depth) can be counted before it is built.
///
/// Yams composes whole nodes only; the events come from the libyaml that it carries. This is the one owner of that
/// parser: made in `init`, freed in `deinit`, and never used by two tasks at once since it is not `Sendable`.
final class YAMLEvents {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeMutableBufferPointer<UInt8>

  /// - Parameter bytes: valid UTF-8, as `YAMLText` has checked it.
  init(_ bytes: [UInt8]) {
    // libyaml passes a byte order mark over only where it is to find the encoding out by itself.
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    text = .allocate(capacity: content.count)
    _ = text.initialize(from: content)
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    // It answers 0 only without memory; the first `next()` then reports that there is nothing to read.
    _ = yaml_parser_initialize(parser)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, text.baseAddress, text.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deinitialize(count: 1)
    parser.deallocate()
    text.deallocate()
  }

  /// The next event and the place where it begins. Throws at the first thing that is no YAML; nothing follows then.
  func next() throws(YAMLFault) -> (event: YAMLEvent, place: YAMLPlace) {
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(parser, &event) == 1 else { throw fault() }
      defer { yaml_event_delete(&event) }
      let place = YAMLPlace(event.start_mark)
      switch event.type {
      case YAML_STREAM_START_EVENT: continue
      case YAML_DOCUMENT_START_EVENT: return (.documentStart, place)
      case YAML_DOCUMENT_END_EVENT: return (.documentEnd, place)
      case YAML_ALIAS_EVENT: return (.alias(Self.string(event.data.alias.anchor) ?? ""), place)
      case YAML_SCALAR_EVENT: return (Self.scalar(event), place)
      case YAML_SEQUENCE_START_EVENT:
        let start = event.data.sequence_start
        return (.sequenceStart(.init(anchor: Self.string(start.anchor), tag: Self.string(start.tag))), place)
      case YAML_MAPPING_START_EVENT:
        let start = event.data.mapping_start
        return (.mappingStart(.init(anchor: Self.string(start.anchor), tag: Self.string(start.tag))), place)
      case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return (.collectionEnd, place)
      default: return (.streamEnd, place)
      }
    }
  }

  private static func scalar(_ event: yaml_event_t) -> YAMLEvent {
    let scalar = event.data.scalar
    let content = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
    return .scalar(
      String(decoding: content, as: UTF8.self), quoted: scalar.style != YAML_PLAIN_SCALAR_STYLE,
      .init(anchor: string(scalar.anchor), tag: string(scalar.tag)))
  }

  private static func string(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: $0) }
  }

  private func fault() -> YAMLFault {
    let found = parser.pointee
    let problem = found.problem.map { String(cString: $0) } ?? "it cannot be read"
    let context = found.context.map { String(cString: $0) } ?? ""
    if found.error == YAML_READER_ERROR {
      let place = YAMLText.place(of: found.problem_offset, in: text)
      return YAMLFault(place, "a control character stands here; take it out")
    }
    return YAMLText.fault(
      problem: problem, context: context, at: YAMLPlace(found.problem_mark), since: YAMLPlace(found.context_mark),
      in: text)
  }
}

extension YAMLPlace {
  init(_ mark: yaml_mark_t) { self.init(line: mark.line + 1, column: mark.column + 1) }
}
