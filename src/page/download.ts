/** A browser may read the file some time after the click. In milliseconds. */
const DOWNLOAD_MILLISECONDS = 60_000

/** Gives the reader a file. @param name that the browser proposes for it. */
export function download(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.download = name
  link.href = URL.createObjectURL(content)
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), DOWNLOAD_MILLISECONDS)
}

/** @returns what a file about that can be called, without an ending: `docker-blitz`. */
export function fileNameOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
}
