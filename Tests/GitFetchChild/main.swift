import GitSource

import func Glibc.exit

// What `weir git-fetch` does, without the rest of Weir, so that this module's tests need no other.
exit(GitFetch.run())
