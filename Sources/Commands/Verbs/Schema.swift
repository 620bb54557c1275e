import ArgumentParser
import Manifests

/// `weir schema`: the manifests' format, for editors.
struct Schema: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Prints the JSON Schema of the manifests, for editors.",
    discussion: """
      Example, for editors with a YAML language server:

        weir schema > .weir.schema.json
        # and as the first line of a manifest:
        # yaml-language-server: $schema=../.weir.schema.json
      """)

  @OptionGroup var options: GlobalOptions

  func perform(in session: Session) async throws -> Ending {
    session.console.say(ManifestSchema.jsonSchema().answer)
    return .done
  }
}
