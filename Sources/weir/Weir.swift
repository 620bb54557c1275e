import ArgumentParser
import Commands

/// The executable: everything is in `Commands`.
@main
struct Weir {
  static func main() async { await WeirCommand.runProcess() }
}
