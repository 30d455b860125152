/** A page for hosts: no search finds it, and its address, which may hold a token, is told to no other site. */
export interface HostPage {
  readonly title: string
  readonly description: string
}

/** @returns the frontmatter of such a page. */
export function hostPage(page: HostPage) {
  return {
    ...page,
    template: 'splash' as const,
    tableOfContents: false as const,
    pagefind: false,
    prev: false,
    next: false,
    head: [
      { tag: 'meta' as const, attrs: { name: 'robots', content: 'noindex' } },
      { tag: 'meta' as const, attrs: { name: 'referrer', content: 'no-referrer' } },
    ],
  }
}
