#!/bin/sh
# The app in the tests of previews: one request of HTTP/1.1 on standard input, its answer on standard
# output. BusyBox runs it for each connection: nc -ll -p 8080 -e /app.sh
read -r method path version
head="$method $path ${version%$(printf '\r')}"
length=0 key=
while IFS= read -r line; do
  line=${line%$(printf '\r')}
  [ -z "$line" ] && break
  head="$head
$line"
  case $line in
    [Cc]ontent-[Ll]ength:*) length=${line##*: } ;;
    [Ss]ec-[Ww]eb[Ss]ocket-[Kk]ey:*) key=${line##*: } ;;
  esac
done

# answer STATUS [HEADER...]: the body is standard input, and ends with the connection.
answer() {
  printf 'HTTP/1.1 %s\r\nConnection: close\r\n' "$1"
  shift
  for header in "$@"; do printf '%s\r\n' "$header"; done
  printf '\r\n'
  cat
}

case $path in
  /request*) echo "$head" | answer '200 OK' 'Content-Type: text/plain' ;;
  /cookies) answer '200 OK' 'Set-Cookie: mine=1; Domain=localhost; Path=/shop; HttpOnly' \
    'Set-Cookie: blitz-preview=stolen' < /dev/null ;;
  /closed) answer '200 OK' 'X-Frame-Options: DENY' 'Strict-Transport-Security: max-age=60' \
    "Content-Security-Policy: img-src 'none'; frame-ancestors 'none'" < /dev/null ;;
  /moved) answer '302 Found' 'Location: http://localhost:8080/there?x=1' < /dev/null ;;
  /zeros) head -c 50000000 /dev/zero | answer '200 OK' 'Content-Type: application/octet-stream' ;;
  /count) head -c "$length" | wc -c | answer '200 OK' 'Content-Type: text/plain' ;;
  /stream) { echo first; until [ -e /go ]; do sleep 0.1; done; echo second; } | answer '200 OK' ;;
  /go) touch /go; answer '204 No Content' < /dev/null ;;
  /strange) echo "-ERR wrong number of arguments for 'get' command" ;;
  /endless) answer '200 OK' 'Content-Length: 1000000000000' < /dev/zero ;;
  /socket | /endless-socket)
    accept=$(printf %s "${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11" | sha1sum | cut -c 1-40 | xxd -r -p | base64)
    printf 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
    # One frame of text, then whatever comes in.
    printf 'Sec-WebSocket-Accept: %s\r\n\r\n\201\005hello' "$accept"
    if [ "$path" = /socket ]; then cat; else cat /dev/zero; fi
    ;;
  *) echo '<!doctype html><title>App</title><h1>Hello from web1</h1>' |
    answer '200 OK' 'Content-Type: text/html' ;;
esac
