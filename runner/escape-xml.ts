/** @returns a text as XML and HTML have it between tags and in quoted attributes. */
export function escapeXml(text: string): string {
  return (
    text
      // Control characters are none of XML's, not even as references.
      .replaceAll(/[^\t\n\r\x20-\uFFFD]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  )
}
