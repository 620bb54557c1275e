import Manifests
import Reconciliation

extension SourceContract {
  static let fetching: [Law<SourceSubject>] = [
    Law("what was never fetched is not there, and an empty repository is an error of its own") { subject in
      try await error("a source that was never fetched") { _ = try await subject.source.revision(of: nil) }
      let empty = try await error("an empty repository") { _ = try await subject.source.fetch() }
      guard case .emptyRepository = empty else { throw ContractBreach(description: "an empty one threw \(empty)") }
    },
    Law("a fetch answers where the branch stands, and until then nothing moves") { subject in
      let source = subject.source
      let first = try await subject.commit(["a.yaml": "1"], false)
      try require(try await source.fetch() == Revision(ref: "main", commit: first), "the fetch answers another")
      let second = try await subject.commit(["a.yaml": "2"], false)
      try require(try await source.revision(of: nil).commit == first, "it moved without a fetch")
      try await error("a commit before its fetch") { _ = try await source.files(in: second) }
      try require(try await source.fetch().commit == second, "the second fetch answers another")
      try require(try await source.revision(of: nil).commit == second, "it did not move")
      try require(try await source.fetch().commit == second, "a fetch of nothing new moved it")
    },
    Law("a fetch that fails leaves everything as it was, and the next one works") { subject in
      let source = subject.source
      let first = try await subject.commit(["a.yaml": "1"], false)
      _ = try await source.fetch()
      try await subject.setReachable(false)
      try await error("a fetch from nowhere") { _ = try await source.fetch() }
      try require(try await source.revision(of: nil).commit == first, "the branch is lost")
      try require(try await source.files(in: first).map(\.path) == ["a.yaml"], "the files are lost")
      try await subject.setReachable(true)
      let second = try await subject.commit(["a.yaml": "2"], false)
      try require(try await source.fetch().commit == second, "the next fetch answers another")
    },
  ]

  static let refs: [Law<SourceSubject>] = [
    Law("a ref is found by its kind, and one that is not there is named") { subject in
      let source = subject.source
      let first = try await subject.commit(["a.yaml": "1"], false)
      try await subject.tag("v1", first)
      let second = try await subject.commit(["a.yaml": "2"], false)
      _ = try await source.fetch()
      try require(
        try await source.revision(of: .branch("main")) == Revision(ref: "main", commit: second), "main is another")
      try require(try await source.revision(of: .tag("v1")) == Revision(ref: "v1", commit: first), "v1 is another")
      try require(
        try await source.revision(of: .commit(first)) == Revision(ref: first.short, commit: first),
        "the commit is another")
      for missing in [SourceRef.branch("v1"), .branch("mai"), .tag("main"), .tag("v"), .semver(">=9")] {
        try await requireMissing(missing, in: source)
      }
      if let nowhere = CommitID(String(repeating: "e", count: 40)) {
        try await requireMissing(.commit(nowhere), in: source)
      }
    },
    Law("a name is a branch, a tag or the beginning of one commit's id, of 7 digits or more") { subject in
      let source = subject.source
      let first = try await subject.commit(["a.yaml": "1"], false)
      try await subject.tag("v1", first)
      let second = try await subject.commit(["a.yaml": "2"], false)
      _ = try await source.fetch()
      for (name, commit) in [
        ("main", second), ("v1", first), (String(first.description.prefix(7)), first),
        (String(second.description.prefix(20)), second),
      ] {
        try require(
          try await source.revision(of: .named(name)) == Revision(ref: name, commit: commit), "\(name) is another")
      }
      for missing in [String(first.description.prefix(6)), "live", "live~1", "eeeeeee"] {
        try await requireMissing(.named(missing), in: source)
      }
    },
  ]

  static let history: [Law<SourceSubject>] = [
    Law("a commit is in its own history and in that of what is built on it, and not the other way") { subject in
      let source = subject.source
      let first = try await subject.commit(["a.yaml": "1"], false)
      _ = try await subject.commit(["a.yaml": "2"], false)
      let third = try await subject.commit(["a.yaml": "3"], false)
      _ = try await source.fetch()
      try require(try await source.isAncestor(first, of: first), "it is not in its own history")
      try require(try await source.isAncestor(first, of: third), "the first is not below the third")
      try require(try await !source.isAncestor(third, of: first), "the third is below the first")
      if let nowhere = CommitID(String(repeating: "e", count: 40)) {
        try require(try await !source.isAncestor(nowhere, of: third), "a commit of nowhere is below the third")
        try require(try await !source.isAncestor(first, of: nowhere), "the first is below a commit of nowhere")
      }
    },
    Law("two histories part at the commit that both have, and nowhere where they share none") { subject in
      let source = subject.source
      let first = try await subject.commit(["a.yaml": "1"], false)
      let second = try await subject.commit(["a.yaml": "2"], false)
      try await subject.tag("before", second)
      _ = try await source.fetch()
      let other = try await subject.commit(["b.yaml": "1"], true)
      _ = try await source.fetch()
      try require(try await source.mergeBase(first, second) == first, "the first is not the base")
      try require(try await source.mergeBase(second, first) == first, "the order counts")
      try require(try await source.mergeBase(second, second) == second, "a commit parts from itself elsewhere")
      try require(try await source.mergeBase(second, other) == nil, "two histories without a common commit have a base")
      if let nowhere = CommitID(String(repeating: "e", count: 40)) {
        try require(try await source.mergeBase(first, nowhere) == nil, "a commit of nowhere has a base")
      }
    },
    Law("a force-push is followed, and what it threw away is not below it") { subject in
      let source = subject.source
      let first = try await subject.commit(["a.yaml": "1"], false)
      _ = try await source.fetch()
      let other = try await subject.commit(["b.yaml": "1"], true)
      try require(try await source.fetch().commit == other, "the force-push is not followed")
      try require(try await !source.isAncestor(first, of: other), "what was thrown away is below")
      try require(try await source.files(in: other).map(\.path) == ["b.yaml"], "the files are others")
    },
  ]
}
