#pragma once
#include <git2.h>
#include <git2/sys/repository.h>
#include <git2/sys/stream.h>

/* git_libgit2_opts takes a variable list of arguments, which Swift cannot call: one function for each shape of it. */

static inline int weir_git_set_flag(int option, int value) { return git_libgit2_opts(option, value); }

static inline int weir_git_set_size(int option, size_t value) { return git_libgit2_opts(option, value); }

static inline int weir_git_set_search_path(int level, const char *path) {
	return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}

static inline int weir_git_set_certificates(const char *file) {
	return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, (const char *)0);
}
