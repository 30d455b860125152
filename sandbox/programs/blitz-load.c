/*
 * blitz-load ENGINE DIRECTORY [ARCHIVE...]
 *
 * Waits until the engine at the Unix socket ENGINE answers, and makes the file `engine-answers` in
 * DIRECTORY. Then gives it the images of every ARCHIVE, and makes `images-loaded`. An engine that
 * falls meanwhile starts again, and is asked again.
 *
 * curl does the same; each start of it costs as much as a tenth of the engine's own.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { AGAIN_MICROSECONDS = 20 * 1000, BUFFER_BYTES = 64 * 1024 };

static int fail(const char *what) {
  fprintf(stderr, "blitz-load: %s: %s\n", what, strerror(errno));
  exit(1);
}

static int send_all(int engine, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t sent = write(engine, bytes, length);
    if (sent <= 0) return -1;
    bytes += sent;
    length -= sent;
  }
  return 0;
}

static int send_file(int engine, int archive) {
  static char buffer[BUFFER_BYTES];
  ssize_t got;
  while ((got = read(archive, buffer, sizeof buffer)) > 0)
    if (send_all(engine, buffer, got)) return -1;
  return (int)got;
}

/*
 * Reads the answer, which ends with the connection (HTTP/1.0).
 * @returns 0 where it is 200 and tells of no error: the engine says so within an answer that began well.
 */
static int read_answer(int engine) {
  static char buffer[BUFFER_BYTES];
  size_t length = 0;
  ssize_t got;
  while (length < sizeof buffer - 1
         && (got = read(engine, buffer + length, sizeof buffer - 1 - length)) > 0)
    length += got;
  buffer[length] = 0;
  return strncmp(buffer, "HTTP/1.", 7) || length < 12 || strncmp(buffer + 8, " 200", 4)
         || strstr(buffer, "\"error\"");
}

/* @param archive is sent with the request; -1 is none. @returns 0 when all is well. */
static int ask(const char *path, const char *request, int archive, off_t bytes) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  char head[256];
  int engine = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (engine < 0) fail("no socket");
  strcpy(address.sun_path, path);
  snprintf(head, sizeof head,
           "%s HTTP/1.0\r\nHost: engine\r\nContent-Type: application/x-tar\r\nContent-Length: %lld\r\n\r\n",
           request, (long long)bytes);
  int failed = connect(engine, (struct sockaddr *)&address, sizeof address)
               || send_all(engine, head, strlen(head)) || (archive >= 0 && send_file(engine, archive))
               || read_answer(engine);
  close(engine);
  return failed;
}

static void load(const char *path, const char *name) {
  for (;;) {
    struct stat status;
    int archive = open(name, O_RDONLY | O_CLOEXEC);
    if (archive < 0 || fstat(archive, &status)) fail(name);
    int failed = ask(path, "POST /images/load?quiet=1", archive, status.st_size);
    close(archive);
    if (!failed) return;
    usleep(AGAIN_MICROSECONDS);
  }
}

static void tell(const char *directory, const char *name) {
  char path[sizeof((struct sockaddr_un *)0)->sun_path];
  snprintf(path, sizeof path, "%s/%s", directory, name);
  int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) fail(path);
  close(file);
}

int main(int count, char **words) {
  if (count < 3 || strlen(words[1]) >= sizeof((struct sockaddr_un *)0)->sun_path) {
    fprintf(stderr, "blitz-load ENGINE DIRECTORY [ARCHIVE...]\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  while (ask(words[1], "GET /_ping", -1, 0)) usleep(AGAIN_MICROSECONDS);
  tell(words[2], "engine-answers");
  for (int index = 3; index < count; index++) load(words[1], words[index]);
  tell(words[2], "images-loaded");
  return 0;
}
