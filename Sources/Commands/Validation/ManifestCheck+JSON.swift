import Manifests
import Pools
import Reconciliation
import Templates

extension ManifestCheck {
  /// Checks files that are no manifests, such as templates and files of parameters, with the pools that rest on them:
  /// what is wrong in the files and with those pools. A file that no pool rests on is a fault, by what it is.
  init(
    with named: [NamedPath], among files: [SourceFile], reading: ManifestReading,
    read: @escaping @Sendable (SourceFile, Int) async throws -> [UInt8]
  ) async throws {
    let set = try await reading.load(files: files, read: read)
    let paths = Set(named.map(\.inner))
    let names = Set(paths.flatMap { set.poolsOnFile[$0] ?? [] })
    func counts(_ diagnostic: Diagnostic) -> Bool {
      paths.contains(diagnostic.location.file) || diagnostic.pool.map(names.contains) ?? false
    }
    pools = set.pools.filter { names.contains($0.name) }
    faults = ErrorText.faults(of: set.diagnostics.filter(counts))
    warnings = ErrorText.faults(of: set.warnings.filter(counts))
    manifests = pools.map(\.manifest.file)
    for file in files where paths.contains(file.path) && set.poolsOnFile[file.path] == nil {
      faults += try await Self.faults(inUnused: file, read: read)
    }
  }

  /// What is wrong in a file that no pool rests on, by what it says that it is; at the least that it is no manifest.
  private static func faults(
    inUnused file: SourceFile, read: (SourceFile, Int) async throws -> [UInt8]
  ) async throws -> [ToldFault] {
    let start = SourceLocation(file: file.path, line: 1)
    let end = "no pool that can be read has it as its template or parameters; manifests end in .yaml or .yml"
    do {
      guard file.path.hasSuffix(".json") else { throw NoTemplate() }
      try look(into: try await read(file, ParameterFile.maximumBytes), file: file.path)
    } catch let error as TemplateFaults {
      return error.faults.map { ToldFault($0.message, at: $0.location) }
    } catch is NoTemplate {
      return [ToldFault("no manifest, and \(end)", at: start)]
    } catch SourceError.tooLarge(_, let limit) {
      return [ToldFault("no manifest, and no template either: it has more than \(limit) bytes", at: start)]
    }
    return [ToldFault("no manifest, and nothing is wrong in it by itself, but \(end)", at: start)]
  }

  /// Reads a template or a file of parameters. Throws `TemplateFaults`, of what is neither `NoTemplate`.
  private static func look(into bytes: [UInt8], file: String) throws {
    let document: JSONValue
    do {
      document = try JSONReader.read(bytes)
    } catch {
      let place = SourceLocation(file: file, line: error.line, column: error.column)
      throw TemplateFaults(faults: [TemplateFault(location: place, message: error.message)])
    }
    let schema = document["$schema"]?.string?.lowercased() ?? ""
    if schema.contains("deploymentparameters") {
      _ = try ParameterFile.parse(bytes, file: file)
    } else if schema.contains("deploymenttemplate") {
      _ = try Template(parsing: bytes, file: file)
    } else {
      throw NoTemplate()
    }
  }
}

/// The file is neither a template nor a file of parameters.
private struct NoTemplate: Error {}
