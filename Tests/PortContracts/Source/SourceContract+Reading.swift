import Manifests
import Reconciliation

extension SourceContract {
  static let reading: [Law<SourceSubject>] = [
    Law("the files of a commit are all of its plain files, sorted by path") { subject in
      let first = try await subject.commit(["b.yaml": "1", "a/z.yaml": "2", "a-b": "3", "a/b/c.json": "4"], false)
      let second = try await subject.commit(["b.yaml": "1"], false)
      _ = try await subject.source.fetch()
      let paths = try await subject.source.files(in: first).map(\.path)
      try require(paths == ["a-b", "a/b/c.json", "a/z.yaml", "b.yaml"], "the files are \(paths)")
      try require(
        try await subject.source.files(in: second).map(\.path) == ["b.yaml"], "what was deleted is still there")
      if let nowhere = CommitID(String(repeating: "e", count: 40)) {
        try await error("files of nowhere") { _ = try await subject.source.files(in: nowhere) }
      }
    },
    Law("what stands at a path of a commit is a file, a folder or nothing, in each commit for itself") { subject in
      let first = try await subject.commit(["a/b.yaml": "1", "c.yaml": "2"], false)
      let second = try await subject.commit(["a": "1"], false)
      let source = subject.source
      _ = try await source.fetch()
      for (path, commit, expected) in [
        ("a/b.yaml", first, SourceEntry.file), ("a", first, .folder), ("c.yaml", first, .file), ("a/b", first, nil),
        ("c.yaml/d", first, nil), ("a", second, .file), ("a/b.yaml", second, nil), ("c.yaml", second, nil),
      ] {
        let entry = try await source.entry(at: path, in: commit)
        try require(entry == expected, "\(path) is \(String(describing: entry))")
      }
      if let nowhere = CommitID(String(repeating: "e", count: 40)) {
        try await error("an entry of nowhere") { _ = try await source.entry(at: "a", in: nowhere) }
      }
    },
    Law("the same content is the same blob in every commit, and another content another") { subject in
      let first = try await subject.commit(["a.yaml": "1", "b.yaml": "1", "c.yaml": "2"], false)
      let second = try await subject.commit(["a.yaml": "1", "d.yaml": "2"], false)
      _ = try await subject.source.fetch()
      let one = try await subject.source.files(in: first).map(\.blob)
      let two = try await subject.source.files(in: second).map(\.blob)
      try require(one[0] == one[1] && one[0] != one[2], "blobs of one commit: \(one)")
      try require(two == [one[0], one[2]], "blobs of two commits: \(one), \(two)")
    },
    Law("a blob is read to the byte, up to the limit and not past it") { subject in
      let text = "é: \"\n\u{0}\t\"\r\n"
      let commit = try await subject.commit(["a.yaml": text, "empty": ""], false)
      _ = try await subject.source.fetch()
      let files = try await subject.source.files(in: commit)
      let size = text.utf8.count
      try require(
        try await subject.source.contents(of: files[0].blob, limit: size) == Array(text.utf8), "the bytes are others")
      try require(try await subject.source.contents(of: files[1].blob, limit: 0).isEmpty, "an empty file has bytes")
      let error = try await error("a blob past the limit") {
        _ = try await subject.source.contents(of: files[0].blob, limit: size - 1)
      }
      guard case .tooLarge(_, limit: size - 1) = error else { throw ContractBreach(description: "it threw \(error)") }
    },
    Law("a blob of nowhere is an error") { subject in
      _ = try await subject.commit(["a.yaml": "1"], false)
      _ = try await subject.source.fetch()
      let nowhere = BlobID(String(repeating: "e", count: 40))
      try await error("a blob of nowhere") { _ = try await subject.source.contents(of: nowhere, limit: 10) }
    },
  ]
}
