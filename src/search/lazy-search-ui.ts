/**
 * Stands in for Pagefind's interface, which Starlight loads with every page and which is most of a
 * page's code: the real one comes when somebody first opens the search.
 */
export class PagefindUI {
  constructor(options: object) {
    const dialog = document.querySelector<HTMLDialogElement>('site-search dialog')
    if (!dialog) return
    const load = async () => {
      if (!dialog.open) return
      observer.disconnect()
      const { PagefindUI: Interface } = await import(
        '@pagefind/default-ui/npm_dist/mjs/ui-core.mjs'
      )
      new Interface(options)
      dialog.querySelector('input')?.focus()
    }
    const observer = new MutationObserver(load)
    observer.observe(dialog, { attributeFilter: ['open'] })
    load()
  }
}
