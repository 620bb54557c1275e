#!/usr/bin/env python3
"""Mounts a folder as mount.cifs mounts a share of Azure Files, by FUSE in the kernel and nothing but Python beside it.

Names ignore case and periods and blanks at their end and keep the spelling in which they were made; what is there has the
owner and the modes of the mount's options, whoever made it; chmod and chown change nothing; there are no hard links, and
symbolic links, where the options have them at all, are files to every mount without them. One directory by two spellings is
two inodes, as in Linux' client. A remount changes owner and modes of what is mounted already.

Usage: smb.py SOURCE DIRECTORY OPTIONS        //HOST/SHARE/FOLDER is served from /server/SHARE/FOLDER
"""
import ctypes
import errno
import hashlib
import os
import stat
import struct
import sys

MAX_WRITE = 1 << 16
LINK = b"XSym\n"
ATTRIBUTES = struct.Struct("<6Q10I")


def fold(name):
    return name.rstrip(". ").casefold()


def options_of(text):
    return {key: value for key, _, value in (word.partition("=") for word in text.split(","))}


def remount_file(directory):
    """Where a remount says the options that hold from then on."""
    return "/record/remount-" + hashlib.sha256(os.fsencode(directory)).hexdigest()[:16]


class Share:
    def __init__(self, folder, directory, options):
        self.remounted = remount_file(directory)
        self.options = options
        # By number: the path as it was spelled, and the path that it stands for.
        self.nodes = {1: ("", folder)}
        self.numbers = {}
        self.listings = {}
        self.next = 2

    # Names

    def find(self, parent, name):
        """The path of what a name means in a folder; of the name itself where nothing bears it."""
        folder = self.nodes[parent][1]
        if os.path.lexists(os.path.join(folder, name)):
            return os.path.join(folder, name)
        return next((os.path.join(folder, other) for other in os.listdir(folder) if fold(other) == fold(name)),
                    os.path.join(folder, name))

    def free(self, parent, name):
        """The path of a new name."""
        path = self.find(parent, name)
        if os.path.lexists(path):
            raise OSError(errno.EEXIST, name)
        return path

    def entry(self, parent, name):
        path = self.find(parent, name)
        spelled = self.nodes[parent][0] + "/" + name
        key = (spelled, os.lstat(path).st_ino)
        if key not in self.numbers:
            self.numbers[key] = self.next
            self.next += 1
        number = self.numbers[key]
        self.nodes[number] = (spelled, path)
        return struct.pack("<4Q2I", number, 0, 0, 0, 0, 0) + self.attributes(number)

    # Attributes

    def is_link(self, path):
        if "mfsymlinks" not in self.options or not os.path.isfile(path):
            return False
        with open(path, "rb") as file:
            return file.read(len(LINK)) == LINK

    def attributes(self, number, file=None):
        if os.path.exists(self.remounted):
            with open(self.remounted) as text:
                self.options.update(options_of(text.read()))
        spelled, path = self.nodes[number]
        found = os.lstat(path) if file is None else os.fstat(file)
        if stat.S_ISDIR(found.st_mode):
            mode = stat.S_IFDIR | int(self.options["dir_mode"], 8)
        elif file is None and self.is_link(path):
            mode = stat.S_IFLNK | 0o777
        else:
            mode = stat.S_IFREG | int(self.options["file_mode"], 8)
        as_stored = not spelled or os.path.basename(spelled) == os.path.basename(path)
        times = [found.st_atime_ns, found.st_mtime_ns, found.st_ctime_ns]
        return ATTRIBUTES.pack(
            found.st_ino if as_stored else number | 1 << 40, found.st_size, found.st_blocks,
            *(time // 10**9 for time in times), *(time % 10**9 for time in times), mode, 1, int(self.options["uid"]),
            int(self.options["gid"]), 0, 4096, 0)

    # What the kernel asks, by the numbers of its protocol

    def init(self, _, body):
        return struct.pack("<4I2H2I2H8I", 7, 31, 0, 0, 0, 0, MAX_WRITE, 1, 0, 0, *[0] * 8)

    def lookup(self, node, body):
        return self.entry(node, name_in(body))

    def getattr(self, node, body):
        flags, _, file = struct.unpack_from("<IIQ", body)
        return bytes(16) + self.attributes(node, file if flags & 1 else None)

    def setattr(self, node, body):
        valid, _, file, size, _, atime, mtime = struct.unpack_from("<IIQQQQQ", body)
        path = self.nodes[node][1]
        if valid & 8:
            os.truncate(file if valid & 64 else path, size)
        if valid & 0x1B0:
            found = os.lstat(path)
            now = valid & 0x180
            os.utime(path, None if now else (atime if valid & 16 else found.st_atime, mtime if valid & 32 else found.st_mtime))
        return bytes(16) + self.attributes(node)

    def readlink(self, node, _):
        with open(self.nodes[node][1], "rb") as file:
            return file.read().split(b"\n", 4)[3]

    def symlink(self, node, body):
        if "mfsymlinks" not in self.options:
            raise OSError(errno.EOPNOTSUPP, "symlink")
        name, target = body.split(b"\0")[:2]
        name = os.fsdecode(name)
        text = b"%s%04d\n%s\n%s\n" % (LINK, len(target), hashlib.md5(target).hexdigest().encode(), target)
        with open(self.free(node, name), "xb") as file:
            file.write(text.ljust(1067))
        return self.entry(node, name)

    def mknod(self, node, body):
        mode = struct.unpack_from("<I", body)[0]
        if not stat.S_ISREG(mode):
            raise OSError(errno.EPERM, "mknod")
        name = name_in(body[16:])
        os.close(os.open(self.free(node, name), os.O_CREAT | os.O_EXCL, 0o600))
        return self.entry(node, name)

    def mkdir(self, node, body):
        name = name_in(body[8:])
        os.mkdir(self.free(node, name), 0o700)
        return self.entry(node, name)

    def unlink(self, node, body):
        os.unlink(self.find(node, name_in(body)))
        return b""

    def rmdir(self, node, body):
        os.rmdir(self.find(node, name_in(body)))
        return b""

    def rename(self, node, body, start=8):
        folder = struct.unpack_from("<Q", body)[0]
        old, new = (os.fsdecode(name) for name in body[start:].split(b"\0")[:2])
        source, target = self.find(node, old), self.find(folder, new)
        if target == source:
            target = os.path.join(os.path.dirname(source), new)
        os.rename(source, target)
        for number, (spelled, path) in list(self.nodes.items()):
            if path == source or path.startswith(source + "/"):
                self.nodes[number] = (spelled, target + path[len(source):])
        return b""

    def rename2(self, node, body):
        if struct.unpack_from("<QI", body)[1]:
            raise OSError(errno.EINVAL, "rename")
        return self.rename(node, body, 16)

    def link(self, *_):
        raise OSError(errno.EOPNOTSUPP, "link")

    def open(self, node, body):
        flags = struct.unpack_from("<I", body)[0] & (os.O_ACCMODE | os.O_APPEND)
        return struct.pack("<QII", os.open(self.nodes[node][1], flags), 0, 0)

    def create(self, node, body):
        name = name_in(body[16:])
        file = os.open(self.free(node, name), os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        return self.entry(node, name) + struct.pack("<QII", file, 0, 0)

    def read(self, _, body):
        file, offset, size = struct.unpack_from("<QQI", body)
        return os.pread(file, size, offset)

    def write(self, _, body):
        file, offset, size = struct.unpack_from("<QQI", body)
        return struct.pack("<II", os.pwrite(file, body[40:40 + size], offset), 0)

    def statfs(self, *_):
        return struct.pack("<5Q4I6I", 1 << 20, 1 << 19, 1 << 19, 0, 0, 4096, 255, 4096, 0, *[0] * 6)

    def release(self, _, body):
        os.close(struct.unpack_from("<Q", body)[0])
        return b""

    def fsync(self, *_):
        return b""

    def opendir(self, node, _):
        self.next += 1
        self.listings[self.next] = sorted(os.scandir(self.nodes[node][1]), key=lambda entry: entry.name)
        return struct.pack("<QII", self.next, 0, 0)

    def readdir(self, _, body):
        listing, offset, size = struct.unpack_from("<QQI", body)
        text = b""
        for index, found in enumerate(self.listings[listing][offset:], offset + 1):
            name = os.fsencode(found.name)
            entry = struct.pack("<QQII", found.inode(), index, len(name), 4 if found.is_dir(follow_symlinks=False) else 8)
            entry += name + bytes(-len(name) % 8)
            if len(text) + len(entry) > size:
                break
            text += entry
        return text

    def releasedir(self, _, body):
        del self.listings[struct.unpack_from("<Q", body)[0]]
        return b""


def name_in(body):
    return os.fsdecode(body.split(b"\0")[0])


OPERATIONS = {
    1: "lookup", 3: "getattr", 4: "setattr", 5: "readlink", 6: "symlink", 8: "mknod", 9: "mkdir", 10: "unlink", 11: "rmdir",
    12: "rename", 13: "link", 14: "open", 15: "read", 16: "write", 17: "statfs", 18: "release", 20: "fsync", 26: "init",
    27: "opendir", 28: "readdir", 29: "releasedir", 30: "fsync", 35: "create", 45: "rename2",
}
UNANSWERED = {2, 36, 42}  # forget, interrupt, batch forget


def serve(device, share):
    while True:
        try:
            request = os.read(device, MAX_WRITE + 8192)
        except OSError as error:
            if error.errno in (errno.EINTR, errno.ENOENT):
                continue
            return  # unmounted
        _, operation, unique, node = struct.unpack_from("<IIQQ", request)
        if operation in UNANSWERED:
            continue
        code, answer = 0, b""
        try:
            if operation not in OPERATIONS:
                raise OSError(errno.ENOSYS, "not here")
            answer = getattr(share, OPERATIONS[operation])(node, request[40:])
        except OSError as error:
            code = error.errno or errno.EIO
        except Exception:
            code = errno.EIO
        try:
            os.write(device, struct.pack("<IiQ", 16 + (0 if code else len(answer)), -code, unique) + (b"" if code else answer))
        except OSError:
            pass  # whoever asked is gone


def served(source):
    """The folder that a source names, in whatever case, or the end of this program."""
    _, _, _, *names = source.split("/")
    folder = "/server"
    for name in names:
        found = [other for other in os.listdir(folder) if fold(other) == fold(name)]
        if not found or not os.path.isdir(os.path.join(folder, found[0])):
            sys.stderr.write("mount error(2): %s\n" % source)
            sys.exit(32)
        folder = os.path.join(folder, found[0])
    return folder


def main():
    source, directory, text = sys.argv[1:]
    folder = served(source)
    options = options_of(text)
    if "remount" in options:
        with open(remount_file(directory), "w") as file:
            file.write(text)
        sys.exit()
    if os.path.exists(remount_file(directory)):
        os.unlink(remount_file(directory))
    reader, writer = os.pipe()
    if os.fork():
        os.close(writer)
        said = os.read(reader, 4096)
        if said != b"mounted":
            sys.stderr.write("mount error: %s\n" % os.fsdecode(said))
        os._exit(0 if said == b"mounted" else 32)
    # No end of a mount program ends what it mounted: a real one leaves that to the kernel.
    os.setsid()
    device = os.open("/dev/fuse", os.O_RDWR)
    settings = "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions" % device
    libc = ctypes.CDLL(None, use_errno=True)
    # nosuid and nodev, as the options always say.
    if libc.mount(os.fsencode(source), os.fsencode(directory), b"fuse.cifs", 6, settings.encode()):
        os.write(writer, os.strerror(ctypes.get_errno()).encode())
        os._exit(32)
    os.write(writer, b"mounted")
    os.chdir("/")
    null = os.open("/dev/null", os.O_RDWR)
    for file in (0, 1, 2):
        os.dup2(null, file)
    os.closerange(3, device)
    os.closerange(device + 1, 256)
    serve(device, Share(folder, directory, options))


if __name__ == "__main__":
    main()
