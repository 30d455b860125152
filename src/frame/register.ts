import { isFramed } from '../site/framed.ts'

if (isFramed()) {
  import('./in-frame.ts')
    .then(({ settleInFrame }) => settleInFrame())
    // The page can be used without.
    .catch(() => {})
}
