/*
 * blitz-hold DIRECTORY USER PROGRAM [ARGUMENT...]
 *
 * Holds shells that no connection can take away. Run as root, which the reader is not; DIRECTORY is
 * root's. Whoever connects to DIRECTORY/.new gets a PROGRAM of its own on a PTY, run as USER, which
 * was started ahead: it reads from descriptor 3 where to begin and its secret, with a zero byte each. From
 * then on the shell has a name in DIRECTORY, by which it can be attached to again.
 *
 * Each shell has a process here. Of its output the last bytes are kept, and each has its offset
 * since the beginning, so that whoever attaches names what he has and gets the rest.
 *
 * One client at a time, the last one that came. Both directions are frames: a letter, the length of
 * what follows (32 bits, big-endian as all numbers here), and that.
 *
 *   to us    n  columns (16), rows (16), bytes to keep (32), name, zero, directory, zero, secret, zero:
 *               the first at .new; the home directory where none is named. The secret is for the
 *               program's marks. Output follows from its beginning
 *            a  offset (64), columns (16), rows (16): attach, and send what comes from there on; the
 *               size stays as it is where columns are 0
 *            i  bytes: typed
 *            t  writer (64), offset (64), bytes: typed by a writer that counts its bytes from 0 on. What
 *               was taken from it before is left out, and what follows a gap is not taken
 *            r  columns (16), rows (16): the size has changed
 *            s  number (8): a signal to what runs in the foreground, but never to the shell itself
 *            e  the end: hang up on the program, and forget it
 *   from us  b  offset (64), end (64), how many writers are known (8): what follows begins at `offset`;
 *               before `end` it is from before. Then, for each writer: writer (64), offset (64), as in
 *               `k`. A holder of before writers were counted sends no more than `end`
 *            o  bytes: printed
 *            k  writer (64), offset (64), again (8): all before `offset` was taken from that writer; with
 *               `again` what follows was not, and is to be sent again
 *            x  status (8), name of a signal: the program has ended, and all of it was sent
 */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pty.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

enum { HEADER = 5, LARGEST_FRAME = 32 * 1024, FROM_WRITER = 16 };

/* Bytes that a client may be behind before the program has to wait. Less than are kept. */
enum { AHEAD = 64 * 1024 };

/* What the kernel holds of that for a client that does not read: all of it is shown before what a
 * Ctrl+C brings. (It takes twice the number, for its own needs.) */
enum { UNREAD = 32 * 1024 };

/* Typed and not taken by the program. What is over it is not taken from its writer until half of it is
 * free; of a writer that does not count it is dropped. A client that had to wait instead could no
 * longer end a program that never reads. */
enum { LONGEST_INPUT = 4 * 1024 * 1024 };

/* Writers whose offsets are known: a page is one. The one that has been silent longest is forgotten. */
enum { WRITERS = 16 };

/* What was taken from a writer is told with the output that follows, or after this time without any;
 * milliseconds. An echo so pays nothing for it. */
enum { TELL_AFTER = 20 };

/* How long who has come to .new may take to name the shell, in seconds. */
enum { PATIENCE = 10 };

/* How long to wait before a shell is started anew that did not come to be, in microseconds. */
enum { RETRY = 200 * 1000 };

static const char *directory;
static const struct passwd *user;

static int listener, client = -1, terminal, children;
static pid_t program;

/* Where the program waits to be told its directory, and our parent to hear that it is taken. */
static int beginning, taking;

/* In DIRECTORY, once it has one. */
static char name[108];
static ino_t inode;

/* The output: a ring, and offsets since the beginning. */
static unsigned char *ring;
static uint64_t capacity, end, sent;
static int attached;

/* The program has ended; `rest` bytes at most are still taken from the terminal. */
static int ended, told;
static size_t rest = AHEAD;
static unsigned char farewell[32];

/* What goes out now: a header, then so many bytes of the ring. */
static unsigned char head[512];
static size_t head_length, head_sent, payload;

static unsigned char frame[HEADER + LARGEST_FRAME];
static size_t frame_length;

static unsigned char *input;
static size_t input_length;

static struct writer {
  uint64_t id, offset;
  /* Number of its last frame among those of all writers. */
  uint64_t last;
  /* Its offset is to be told; `again`: with the wish to have again what follows. */
  int due, again;
  /* Something of it did not fit in. */
  int waits;
} writers[WRITERS];
static uint64_t input_frames;

/* When the first offset that is to be told became so, in milliseconds; 0: there is none. */
static int64_t due_since;

static void fail(const char *what) {
  fprintf(stderr, "blitz-hold: %s: %s\n", what, strerror(errno));
  exit(1);
}

/* A name that is bound only when it can be connected to: bound beside, then renamed. */
static int listen_on(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s/.%d", directory, (int)getpid());
  int found = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (found < 0 || bind(found, (struct sockaddr *)&address, sizeof address)
      || chmod(address.sun_path, 0666) || listen(found, 128) || rename(address.sun_path, path)) fail(path);
  return found;
}

/* The reader's own, so that nothing here can do more for them than they could; root's name stays. */
static void become_user(void) {
  if (setegid(user->pw_gid) || seteuid(user->pw_uid)) fail(user->pw_name);
}

static void become_root(void) {
  if (seteuid(0) || setegid(0)) fail("root");
}

static void run(char **command, int slave, int begins) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  /* Whoever started us in the background may have us ignore Ctrl+C. */
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  become_root();
  if (initgroups(user->pw_name, user->pw_gid) || setgid(user->pw_gid) || setuid(user->pw_uid))
    fail(user->pw_name);
  if (login_tty(slave)) fail("no terminal");
  dup2(begins, 3);
  execvp(command[0], command);
  fail(command[0]);
}

static void start(char **command) {
  int slave, pipes[2];
  if (openpty(&terminal, &slave, NULL, NULL, NULL)) fail("no terminal");
  if (pipe2(pipes, O_CLOEXEC)) fail("no pipe");
  struct termios modes;
  tcgetattr(slave, &modes);
  modes.c_iflag |= IUTF8;
  tcsetattr(slave, TCSANOW, &modes);
  fcntl(terminal, F_SETFL, O_NONBLOCK);
  fcntl(terminal, F_SETFD, FD_CLOEXEC);
  program = fork();
  if (program < 0) fail("no process");
  if (program == 0) run(command, slave, pipes[0]);
  /* The other side stays open here: a shell that closes its own has not ended. */
  fcntl(slave, F_SETFD, FD_CLOEXEC);
  close(pipes[0]);
  beginning = pipes[1];
}

/* Leaves the name alone where another one has it by now. */
static void forget(void) {
  struct stat named;
  become_root();
  if (name[0] && !stat(name, &named) && named.st_ino == inode) unlink(name);
  exit(0);
}

static void drop_client(void) {
  if (client >= 0) close(client);
  if (client >= 0 && !name[0]) forget();
  client = -1;
  attached = 0;
}

static void put64(unsigned char *place, uint64_t number) {
  number = htobe64(number);
  memcpy(place, &number, 8);
}

/* Begins what goes out next, or adds to it: a header of `length`, then `with` bytes that the caller puts
 * at the place that is returned. */
static unsigned char *add_head(char kind, size_t length, size_t with) {
  if (head_sent == head_length) head_length = head_sent = 0;
  unsigned char *place = head + head_length;
  uint32_t size = htobe32((uint32_t)length);
  place[0] = kind;
  memcpy(place + 1, &size, 4);
  head_length += HEADER + with;
  return place + HEADER;
}

static int64_t milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void make_due(struct writer *writer, int again) {
  writer->due = 1;
  writer->again |= again;
  if (!due_since) due_since = milliseconds();
}

/* Tells one writer what was taken. @returns whether there was one to tell. */
static int tell_writer(void) {
  for (struct writer *each = writers; each < writers + WRITERS; each++) {
    if (!each->due) continue;
    unsigned char *place = add_head('k', 17, 17);
    put64(place, each->id);
    put64(place + 8, each->offset);
    place[16] = (unsigned char)each->again;
    each->due = each->again = 0;
    return 1;
  }
  due_since = 0;
  return 0;
}

/* Milliseconds until there is an offset to tell, whatever the program prints; -1: none. */
static int time_to_tell(void) {
  if (!due_since || !attached) return -1;
  int64_t left = due_since + TELL_AFTER - milliseconds();
  return left > 0 ? (int)left : 0;
}

/* What to send next. @returns 0 when there is nothing. */
static int next_frame(void) {
  if (head_sent < head_length || payload > 0) return 1;
  if (!attached) return 0;
  int tells = due_since && (sent < end || time_to_tell() == 0) && tell_writer();
  if (sent < end) {
    payload = end - sent < LARGEST_FRAME ? end - sent : LARGEST_FRAME;
    add_head('o', payload, 0);
  } else if (ended && rest == 0 && !told) {
    size_t length = 1 + strlen((char *)farewell + 1);
    memcpy(add_head('x', length, length), farewell, length);
    told = 1;
  } else {
    return tells;
  }
  return 1;
}

/* Sends as much as the client takes. */
static void send_all(void) {
  while (client >= 0 && next_frame()) {
    size_t place = sent % capacity;
    size_t first = payload < capacity - place ? payload : capacity - place;
    struct iovec pieces[3] = {
        {head + head_sent, head_length - head_sent},
        {ring + place, first},
        {ring, payload - first},
    };
    ssize_t count = writev(client, pieces, 3);
    if (count < 0 && errno == EAGAIN) return;
    if (count < 0) {
      /* It has gone; what it has said before that is still to be read, such as that this is the end. */
      attached = 0;
      payload = 0;
      head_sent = head_length;
      return;
    }
    size_t of_head = (size_t)count < head_length - head_sent ? (size_t)count : head_length - head_sent;
    head_sent += of_head;
    payload -= count - of_head;
    sent += count - of_head;
  }
}

static void attach(uint64_t from) {
  uint64_t oldest = end > capacity ? end - capacity : 0;
  sent = from < oldest ? oldest : from > end ? end : from;
  attached = 1;
  told = 0;
  payload = 0;
  due_since = 0;
  size_t known = 0;
  for (struct writer *each = writers; each < writers + WRITERS; each++) {
    if (each->id) known++;
    each->due = each->again = 0;
  }
  unsigned char *place = add_head('b', 17 + known * 16, 17 + known * 16);
  put64(place, sent);
  put64(place + 8, end);
  place[16] = (unsigned char)known;
  place += 17;
  for (struct writer *each = writers; each < writers + WRITERS; each++) {
    if (!each->id) continue;
    put64(place, each->id);
    put64(place + 8, each->offset);
    place += 16;
  }
}

static void resize(const unsigned char *numbers) {
  uint16_t columns, rows;
  memcpy(&columns, numbers, 2);
  memcpy(&rows, numbers + 2, 2);
  struct winsize size = {.ws_col = be16toh(columns), .ws_row = be16toh(rows)};
  if (size.ws_col > 0) ioctl(terminal, TIOCSWINSZ, &size);
}

static void write_input(void) {
  ssize_t count = write(terminal, input, input_length);
  if (count <= 0) return;
  input_length -= count;
  memmove(input, input + count, input_length);
  if (input_length > LONGEST_INPUT / 2) return;
  for (struct writer *each = writers; each < writers + WRITERS; each++) {
    if (each->waits) make_due(each, 1);
    each->waits = 0;
  }
}

/* @returns whether it was taken. */
static int type(const unsigned char *bytes, size_t length) {
  if (input_length + length > LONGEST_INPUT) return 0;
  unsigned char *room = realloc(input, input_length + length + 1);
  if (!room) return 0;
  input = room;
  memcpy(input + input_length, bytes, length);
  input_length += length;
  write_input();
  return 1;
}

/* @param offset where a writer begins that is not known: one that was forgotten goes on there. */
static struct writer *find_writer(uint64_t id, uint64_t offset) {
  struct writer *oldest = writers;
  for (struct writer *each = writers; each < writers + WRITERS; each++) {
    if (each->id == id) return each;
    if (each->last < oldest->last) oldest = each;
  }
  *oldest = (struct writer){.id = id, .offset = offset};
  return oldest;
}

/* @param what the writer, the offset of the first byte, the bytes. */
static void type_counted(const unsigned char *what, size_t length) {
  uint64_t id, offset;
  memcpy(&id, what, 8);
  memcpy(&offset, what + 8, 8);
  id = be64toh(id);
  offset = be64toh(offset);
  what += FROM_WRITER;
  length -= FROM_WRITER;
  if (id == 0) return;
  struct writer *writer = find_writer(id, offset);
  writer->last = ++input_frames;
  if (offset > writer->offset) {
    if (!writer->waits) make_due(writer, 1);
    return;
  }
  uint64_t known = writer->offset - offset;
  if (known < length) {
    if (!type(what + known, length - known)) {
      writer->waits = 1;
      return;
    }
    writer->offset = offset + length;
  }
  make_due(writer, 0);
}

static void signal_foreground(int number) {
  pid_t group = tcgetpgrp(terminal);
  /* The number of a group that has ended may be another's by now. */
  pid_t session = getsid(group);
  if (group > 1 && group != program && (session < 0 || session == program)) kill(-group, number);
}

/* @param called the name and what is told the program, each with a zero byte: `length` bytes in all. */
static void take_name(const char *called, size_t length) {
  size_t named = strlen(called) + 1;
  if (named < 2 || named == length || called[0] == '.' || strchr(called, '/')) return drop_client();
  char path[sizeof name];
  int written = snprintf(path, sizeof path, "%s/%s", directory, called);
  if (written < 0 || (size_t)written >= sizeof path) return drop_client();
  memcpy(name, path, sizeof name);
  become_root();
  listener = listen_on(name);
  struct stat found;
  if (!stat(name, &found)) inode = found.st_ino;
  become_user();
  alarm(0);
  if (write(beginning, called + named, length - named) > 0) close(beginning);
}

/* Who gave up in the queue for this holder has left a frame, and wants no shell any more. */
static int has_hung_up(void) {
  char next;
  ssize_t count = recv(client, &next, 1, MSG_PEEK | MSG_DONTWAIT);
  return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR);
}

static void obey(char kind, const unsigned char *what, size_t length) {
  uint64_t from;
  if (!name[0]) {
    if (has_hung_up()) return drop_client();
    if (kind != 'n' || length < 10 || what[length - 1] != 0) return drop_client();
    uint32_t bytes;
    memcpy(&bytes, what + 4, 4);
    capacity = be32toh(bytes);
    ring = capacity > AHEAD ? malloc(capacity) : NULL;
    if (!ring) return drop_client();
    resize(what);
    take_name((const char *)what + 8, length - 8);
    return attach(0);
  }
  if (kind == 'a' && length == 12 && !attached) {
    memcpy(&from, what, 8);
    resize(what + 8);
    attach(be64toh(from));
  }
  if (kind == 'i') type(what, length);
  if (kind == 't' && length >= FROM_WRITER) type_counted(what, length);
  if (kind == 'r' && length == 4) resize(what);
  if (kind == 's' && length == 1) signal_foreground(what[0]);
  if (kind == 'e') forget();
}

static void receive(void) {
  ssize_t count = read(client, frame + frame_length, sizeof frame - frame_length);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) return drop_client();
  frame_length += count;
  size_t begin = 0;
  while (frame_length - begin >= HEADER) {
    uint32_t length;
    memcpy(&length, frame + begin + 1, 4);
    length = be32toh(length);
    if (length > LARGEST_FRAME) return drop_client();
    if (frame_length - begin < HEADER + length) break;
    obey(frame[begin], frame + begin + HEADER, length);
    begin += HEADER + length;
  }
  frame_length -= begin;
  memmove(frame, frame + begin, frame_length);
}

static void welcome(void) {
  int found = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (found < 0) return;
  drop_client();
  client = found;
  setsockopt(client, SOL_SOCKET, SO_SNDBUF, &(int){UNREAD}, sizeof(int));
  frame_length = head_length = head_sent = payload = 0;
  if (name[0]) return;
  /* The next one is for the next shell. */
  close(listener);
  listener = -1;
  alarm(PATIENCE);
  /* A parent that has ended starts no next one. */
  if (write(taking, "", 1) < 0) exit(1);
  close(taking);
}

/* Takes what the program has printed. */
static void take_output(void) {
  size_t taken = 0;
  while (taken < LARGEST_FRAME) {
    size_t place = end % capacity;
    size_t room = capacity - place < LARGEST_FRAME ? capacity - place : LARGEST_FRAME;
    if (ended && room > rest) room = rest;
    ssize_t count = room > 0 ? read(terminal, ring + place, room) : 0;
    if (count <= 0) {
      if (ended) rest = 0;
      return;
    }
    end += count;
    taken += count;
    if (ended) rest -= count;
  }
}

static void reap(void) {
  struct signalfd_siginfo ignored;
  while (read(children, &ignored, sizeof ignored) > 0) {}
  int status;
  if (waitpid(program, &status, WNOHANG) != program) return;
  ended = 1;
  farewell[0] = WIFEXITED(status) ? (unsigned char)WEXITSTATUS(status) : 0;
  if (WIFSIGNALED(status)) {
    const char *called = sigabbrev_np(WTERMSIG(status));
    strncpy((char *)farewell + 1, called ? called : "UNKNOWN", sizeof farewell - 2);
  }
}

/* One shell, from before it is asked for until it is forgotten. */
static void hold(char **command) {
  setsid();
  become_user();
  signal(SIGPIPE, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, NULL);
  signal(SIGCHLD, SIG_DFL);
  children = signalfd(-1, &child, SFD_NONBLOCK | SFD_CLOEXEC);
  start(command);

  for (;;) {
    int blocked = next_frame();
    int takes = ring && !(ended && rest == 0) && (!attached || end - sent < AHEAD);
    struct pollfd waits[] = {
        {listener, POLLIN, 0},
        {client, (short)(POLLIN | (blocked ? POLLOUT : 0)), 0},
        {terminal, (short)((takes ? POLLIN : 0) | (input_length > 0 ? POLLOUT : 0)), 0},
        {children, POLLIN, 0},
    };
    /* What an ended program left in the terminal is taken at once: nothing more announces it. */
    int timeout = ended && takes ? 0 : blocked ? -1 : time_to_tell();
    if (poll(waits, 4, timeout) < 0 && errno != EINTR) exit(1);
    if (waits[3].revents) reap();
    if (ended && !name[0]) forget();
    if (waits[2].revents & POLLOUT) write_input();
    if (takes && ((waits[2].revents & POLLIN) || ended)) take_output();
    if (waits[1].revents & (POLLIN | POLLHUP | POLLERR)) receive();
    if (waits[0].revents) welcome();
    send_all();
  }
}

int main(int count, char **words) {
  if (count < 4) {
    fprintf(stderr, "blitz-hold DIRECTORY USER PROGRAM [ARGUMENT...]\n");
    return 2;
  }
  directory = words[1];
  user = getpwnam(words[2]);
  if (!user) fail(words[2]);
  char path[108];
  snprintf(path, sizeof path, "%s/.new", directory);
  listener = listen_on(path);
  /* Nobody asks how a shell's process has ended. */
  signal(SIGCHLD, SIG_IGN);
  for (;;) {
    int pipes[2];
    char taken;
    if (pipe2(pipes, O_CLOEXEC)) {
      usleep(RETRY);
      continue;
    }
    pid_t shell = fork();
    if (shell == 0) {
      close(pipes[0]);
      taking = pipes[1];
      hold(words + 3);
    }
    close(pipes[1]);
    if (shell < 0 || read(pipes[0], &taken, 1) != 1) usleep(RETRY);
    close(pipes[0]);
  }
}
