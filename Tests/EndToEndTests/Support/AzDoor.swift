import Foundation

/// A program that stands before the real `az`: it notes what each call is given, does what a test has ordered before or
/// after it, and hands everything on.
///
/// Calls are numbered from 1, in the order in which they begin, and have a kind: their first two words, as
/// `account-get-access-token`, and of a call to ARM its method and what it is about, as `put-deployment`, `put-group`,
/// `get-group` and `get-other`.
struct AzDoor: Sendable {
  private let folder: URL
  var path: String { folder.appending(path: "az").path() }
  private var calls: URL { folder.appending(path: "calls") }

  /// Puts the door of `name` before the site's `az`.
  init(_ site: Site, name: String = "door") throws {
    folder = site.folder.appending(path: name)
    for name in ["calls", "orders"] {
      try FileManager.default.createDirectory(at: folder.appending(path: name), withIntermediateDirectories: true)
    }
    try Data(Self.script(folder: folder.path(), az: site.az).utf8).write(to: folder.appending(path: "az"))
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
  }

  /// A folder is made for each call, which only one process can do: that gives it its number.
  private static func script(folder: String, az: String) -> String {
    """
    #!/bin/sh
    door=\(folder) az=\(az)
    number=1; until mkdir "$door/calls/$number" 2>/dev/null; do number=$((number + 1)); done
    note=$door/calls/$number kind=$1-$2
    if [ "$1" = rest ]; then
      for word; do url=$word; done
      case $url in
        */deployments/*[!/]\\?*) kind=$3-deployment ;;
        */resourcegroups/*/*) kind=$3-other ;;
        */resourcegroups/*) kind=$3-group ;;
        *) kind=$3-other ;;
      esac
    fi
    printf '%s\\n' "$@" >"$note/arguments"
    echo "$kind" >"$note/kind"
    tr '\\0' '\\n' </proc/$$/environ >"$note/environment"
    for word; do
      file=${word#@}
      case $file in
        /*) if [ -f "$file" ]; then stat -c '%a %n' "$file" "$(dirname "$file")" >>"$note/files"; fi ;;
      esac
    done
    order() { # before|after: takes the order away, so that it is done once, and does it
      for which in "$number" "$kind"; do
        if mv "$door/orders/$1-$which" "$note/$1" 2>/dev/null; then . "$note/$1"; fi
      done
    }
    if [ -e "$door/orders/each" ]; then . "$door/orders/each"; fi
    order before
    if [ -e "$door/orders/after-$number" ] || [ -e "$door/orders/after-$kind" ]; then
      "$az" "$@"; code=$?
      order after
      exit "$code"
    fi
    exec "$az" "$@"

    """
  }

  /// Orders shell commands: `before` or `after` a call, and its number or kind, for once; or `each`, before every call.
  func order(_ when: String, _ commands: String) throws {
    try Data("\(commands)\n".utf8).write(to: folder.appending(path: "orders/\(when)"))
  }

  /// Kills the process that has made the call. The call itself goes on, as it does when a real one is killed.
  static let killCaller = "kill -KILL $PPID"

  /// Forgets all calls, so that the next is the first, and what was ordered and not done.
  func forget() throws {
    for name in ["calls", "orders"] {
      let place = folder.appending(path: name)
      try FileManager.default.removeItem(at: place)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    }
  }

  /// How many calls there were.
  var count: Int { (try? FileManager.default.contentsOfDirectory(atPath: calls.path()).count) ?? 0 }

  /// The kinds of the calls, in their order.
  var kinds: [String] { notes("kind").map { $0.first ?? "" } }

  /// What was noted of each call: the lines of `arguments`, `environment`, or `files` (a mode and a path each).
  func notes(_ name: String) -> [[String]] {
    (0..<count).map { index in
      let text = try? String(contentsOf: calls.appending(path: "\(index + 1)/\(name)"), encoding: .utf8)
      return (text ?? "").split(separator: "\n").map(String.init)
    }
  }
}
