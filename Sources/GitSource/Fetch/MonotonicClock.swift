import Glibc

/// The time since the machine started, for deadlines of the process that fetches.
enum MonotonicClock {
  static var seconds: Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }
}
