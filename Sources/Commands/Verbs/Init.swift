import ArgumentParser
import Foundation
import Pools

/// `weir init`: the beginning of a repository of manifests.
struct Init: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Writes a commented starter weir.yaml and one pool manifest; overwrites nothing.",
    discussion: """
      The files are valid as they are: weir validate says so. Put your subscription into weir.yaml, commit, and \
      weir plan shows what Azure would get.

      Example:

        git init pools && weir init pools
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("The folder; made if it is missing.", valueName: "dir"), completion: .directory)
  var directory = "."

  func perform(in session: Session) async throws -> Ending {
    let root = FilePaths.absolute(directory, from: session.directory)
    var written: [String] = []
    var kept: [String] = []
    for file in StarterFiles.all {
      if try Self.write(file, under: root) { written.append(file.path) } else { kept.append(file.path) }
    }
    if options.output == .json {
      let answer: JSONValue = [
        "directory": .string(root), "written": .array(written.map(JSONValue.string)),
        "kept": .array(kept.map(JSONValue.string)),
      ]
      session.console.say(answer.answer)
      return .done
    }
    for path in written { session.console.say("wrote  \(path)") }
    for path in kept { session.console.say("kept   \(path), which was there") }
    if !written.isEmpty {
      for line in Self.next { session.console.tell(line) }
    }
    return .done
  }

  /// What to do before the first plan can be made.
  private static let next = [
    "next: 1. put your subscription into weir.yaml, and sign in: az login",
    "      2. choose the password of the pool's machines: export \(StarterFiles.secret)=…",
    "      3. commit, then weir doctor (is all well?) and weir plan (what would be made?)",
  ]

  /// Writes a file unless something of its name is there; answers whether it did.
  private static func write(_ file: StarterFiles.File, under root: String) throws -> Bool {
    let path = "\(root)/\(file.path)"
    do {
      try FileManager.default.createDirectory(
        atPath: FilePaths.folder(of: path), withIntermediateDirectories: true)
      try Data(file.text.utf8).write(to: URL(filePath: path), options: .withoutOverwriting)
      return true
    } catch let error as CocoaError where error.code == .fileWriteFileExists {
      return false
    } catch {
      throw CommandFailure("\(path) cannot be written: \(SystemError.text(of: error))")
    }
  }
}
