/** What the reader did in the course. Nothing of it is loaded before it comes into sight. */
class CourseSummary extends HTMLElement {
  connectedCallback(): void {
    const seen = new IntersectionObserver(async (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      seen.disconnect()
      const { showSummary } = await import('./show-summary.ts')
      await showSummary(this)
    })
    seen.observe(this)
  }
}

customElements.define('course-summary', CourseSummary)
