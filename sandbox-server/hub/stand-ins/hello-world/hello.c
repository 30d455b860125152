// Says that Docker works, and how: for the container that everybody runs first.
#include <unistd.h>

static const char text[] =
    "\n"
    "Hello from Docker!\n"
    "This message shows that your Docker works.\n"
    "\n"
    "It came to you in four steps:\n"
    " 1. The Docker client asked the Docker daemon for a container of hello-world.\n"
    " 2. The daemon pulled the image \"hello-world\" from Docker Hub, where it was not here yet.\n"
    "    (The image is a stand-in: this sandbox has a Docker Hub of its own.)\n"
    " 3. The daemon made a container from that image and ran the program /hello in it,\n"
    "    which wrote what you are reading now.\n"
    " 4. The daemon sent the output to the client, which printed it in your terminal.\n"
    "\n"
    "For something larger, run a shell in an Ubuntu container:\n"
    " $ docker run -it ubuntu bash\n"
    "\n";

int main(void) {
  size_t written = 0;
  while (written < sizeof text - 1) {
    ssize_t more = write(1, text + written, sizeof text - 1 - written);
    if (more < 0) return 1;
    written += (size_t)more;
  }
  return 0;
}
