/** Asks whether the sandbox may be thrown away. @returns false when the reader thinks better. */
export function confirmReset(): Promise<boolean> {
  const dialog = document.createElement('dialog')
  dialog.className = 'terminal-dialog'
  dialog.setAttribute('aria-labelledby', 'terminal-dialog-title')
  dialog.innerHTML = `
    <form method="dialog">
      <h2 id="terminal-dialog-title">Reset your sandbox?</h2>
      <p>Its containers, its images and its files are thrown away, and every shell ends.
        The next Run starts a fresh one.</p>
      <div class="terminal-dialog-actions">
        <button value="keep" autofocus>Keep it</button>
        <button value="reset" class="danger">Reset</button>
      </div>
    </form>`
  document.body.append(dialog)
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(dialog.returnValue === 'reset')
    })
  })
}
