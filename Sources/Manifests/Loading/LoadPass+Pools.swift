import Pools
import Templates

/// A pool's document and where it stands.
struct PoolDocument: Sendable {
  var key: ManifestCache.PoolKey
  var document: ManifestDocument

  var path: String { key.document.file.path }
  var folder: String { RepositoryPath.folder(of: path) }
}

/// A pool to evaluate, and which of the pools it is.
private struct PendingPool: Sendable {
  var number: Int
  var request: PoolRequest
  var template: ReadFile<Template>
  var parameters: ReadFile<[String: ParameterValue]>?
  var dependencies: [Dependency]
  /// True where its warnings about the template are kept.
  var isLeader: Bool
}

extension LoadPass {
  /// The documents of pools in the order of their files, after a look for names that stand twice.
  mutating func pools(in manifests: [LoadedManifest], tree: [String: FolderDefaults]) -> [PoolDocument] {
    var pools: [PoolDocument] = []
    for manifest in manifests {
      let keys = tree[RepositoryPath.folder(of: manifest.file.path)]?.keys ?? []
      for (number, document) in manifest.content.documents.enumerated() where document.kind == .pool {
        let key = ManifestCache.DocumentKey(file: manifest.file, number: number)
        pools.append(PoolDocument(key: .init(document: key, defaults: keys), document: document))
      }
    }
    checkDuplicateNames(among: pools)
    checkFormerNames(of: pools)
    return pools
  }

  private mutating func checkDuplicateNames(among pools: [PoolDocument]) {
    var places: [PoolName: [SourceLocation]] = [:]
    for pool in pools {
      guard let name = pool.document.name else { continue }
      places[name, default: []].append(SourceLocation(pool.document.namePlace, file: pool.path))
    }
    for (name, places) in places where places.count > 1 {
      for place in places {
        let others = places.filter { $0 != place }.map(\.description).sorted().joined(separator: ", ")
        let diagnostic = Diagnostic(
          location: place,
          message: "metadata.name: \"\(name)\" is the name of another pool too, at \(others); rename one of them",
          pool: name)
        diagnostics.append(diagnostic)
        affected.add(name, because: diagnostic)
      }
    }
  }

  /// So many requests are some 10 MB, and enough for all cores.
  private static let requestsAtOnce = 512

  /// Evaluates the pools that no earlier load has evaluated from the same blobs.
  mutating func evaluate(_ pools: [PoolDocument], tree: [String: FolderDefaults]) async throws -> [PoolEvaluation] {
    var evaluations = Array(repeating: PoolEvaluation(), count: pools.count)
    let sound = pools.indices.filter { tree[pools[$0].folder]?.isSound ?? true }
    var unknown: [Int] = []
    for number in sound {
      if let known = cache.pools.use(pools[number].key), stillHolds(known) {
        evaluations[number] = known
      } else {
        unknown.append(number)
      }
    }
    var requests: [(number: Int, request: PoolRequest)] = []
    // Some at a time: what a manifest is read into is several times what is kept of its pool.
    for start in stride(from: 0, to: unknown.count, by: Self.requestsAtOnce) {
      let some = unknown[start..<min(start + Self.requestsAtOnce, unknown.count)]
        .compactMap { request(pools, $0, tree: tree, into: &evaluations) }
      requests += try await evaluateOwnFields(some, into: &evaluations)
    }
    let leaders = leaders(of: pools, evaluations)
    let trimmed = leaders.filter { evaluations[$0].isTrimmed }.sorted()
    requests += trimmed.compactMap { request(pools, $0, tree: tree, into: &evaluations) }
    keepFiles(of: evaluations)
    try await evaluate(requests, leaders: leaders, into: &evaluations)
    for number in sound {
      // A pool that has led until now leads no more.
      if !leaders.contains(number) { evaluations[number].trim() }
      cache.pools.keep(evaluations[number], for: pools[number].key)
    }
    return evaluations
  }

  private func request(
    _ pools: [PoolDocument], _ number: Int, tree: [String: FolderDefaults], into evaluations: inout [PoolEvaluation]
  ) -> (number: Int, request: PoolRequest)? {
    let pool = pools[number]
    guard pool.document.isReadable else { return nil }
    var builder = PoolRequestBuilder(files: index, defaults: defaults, limits: limits)
    let request = builder.request(pool.document, file: pool.path, further: tree[pool.folder]?.spec)
    evaluations[number] = PoolEvaluation(diagnostics: builder.diagnostics, dependencies: builder.dependencies)
    if let silences = request?.silences { evaluations[number].silences = silences }
    return request.map { (number, $0) }
  }

  private mutating func evaluate(
    _ requests: [(number: Int, request: PoolRequest)], leaders: Set<Int>, into evaluations: inout [PoolEvaluation]
  ) async throws {
    try await readFiles(of: requests.compactMap(\.request.template))
    let pending = requests.compactMap { number, request -> PendingPool? in
      guard let description = request.template,
        let template = cache.templates.use(description.file) ?? unsettled[description.file]
      else { return nil }
      let parameters = description.parametersFile.flatMap { cache.parameters.use($0) }
      return PendingPool(
        number: number, request: request, template: template, parameters: parameters,
        dependencies: evaluations[number].dependencies, isLeader: leaders.contains(number))
    }
    let (defaults, today, texts, watch) = (defaults, today, cache.texts, watch)
    let evaluated = try await pending.mapConcurrently(width: limits.concurrency) { pool in
      var evaluation = PoolEvaluation(
        pool.request, template: pool.template, parameters: pool.parameters, defaults: defaults, today: today,
        texts: texts, interruption: watch.begin())
      evaluation.dependencies = pool.dependencies
      if !pool.isLeader { evaluation.trim() }
      return evaluation
    }
    for (pool, evaluation) in zip(pending, evaluated) { evaluations[pool.number] = evaluation }
  }

  /// True where the files that an evaluation rests on are what they were.
  private func stillHolds(_ evaluation: PoolEvaluation) -> Bool {
    evaluation.isSettled
      && evaluation.dependencies.allSatisfy { $0.isElsewhere || index.blob(of: $0.path) == $0.blob }
  }

  /// Reads the templates and parameter files that no earlier load has read.
  private mutating func readFiles(of requests: [TemplateRequest]) async throws {
    try await askElsewhere(for: requests)
    let templates = Set(requests.filter { $0.elsewhere == nil }.map(\.file)).filter { cache.templates.use($0) == nil }
    let parameters = Set(requests.compactMap(\.parametersFile)).filter { cache.parameters.use($0) == nil }
    let (limit, read, width) = (limits.template, read, limits.concurrency)
    let readTemplates = try await Array(templates).mapConcurrently(width: width) { file in
      try await Self.content(of: file, limit: limit, read: read) { bytes throws(TemplateFaults) in
        try Template(parsing: bytes, file: file.path)
      }
    }
    for (file, content) in zip(templates, readTemplates) { cache.templates.keep(content, for: file) }
    let readParameters = try await Array(parameters).mapConcurrently(width: width) { file in
      try await Self.content(of: file, limit: limit, read: read) { bytes throws(TemplateFaults) in
        try ParameterFile.parse(bytes, file: file.path)
      }
    }
    for (file, content) in zip(parameters, readParameters) { cache.parameters.keep(content, for: file) }
  }

  private static func content<Content: Sendable>(
    of file: SourceFile, limit: Int, read: @Sendable (SourceFile, Int) async throws -> [UInt8],
    parse: ([UInt8]) throws(TemplateFaults) -> Content
  ) async throws -> ReadFile<Content> {
    switch try await contents(of: file, limit: limit, read: read) {
    case .failure(let unread): return .unread(unread.reason)
    case .success(let bytes):
      do throws(TemplateFaults) {
        return .content(try parse(bytes))
      } catch {
        return .faulty(error.faults.map { Diagnostic($0, pool: nil) })
      }
    }
  }

  /// Keeps the files that pools of this load rest on though none of them was evaluated anew.
  private mutating func keepFiles(of evaluations: [PoolEvaluation]) {
    for dependency in Set(evaluations.flatMap(\.dependencies)) {
      guard let blob = dependency.blob else { continue }
      let file = SourceFile(path: dependency.path, blob: blob)
      _ = cache.templates.use(file)
      _ = cache.parameters.use(file)
    }
  }
}
