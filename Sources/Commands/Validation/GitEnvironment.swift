import GitSource

extension LocalRepository.Location {
  /// The repository that git's own variables name, as it sets them for hooks, or else the one around `directory`.
  init(environment: [String: String], directory: String) {
    func path(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : FilePaths.absolute($0, from: directory) }
    }
    let alternates = (environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"] ?? "").split(separator: ":")
    self.init(
      folder: directory, gitDirectory: path("GIT_DIR"), objectDirectory: path("GIT_OBJECT_DIRECTORY"),
      alternateObjectDirectories: alternates.map { FilePaths.absolute(String($0), from: directory) },
      indexFile: path("GIT_INDEX_FILE"))
  }
}
