/** Starlight's own German says “du”; the interface says “Sie”. */
export const germanOfStarlight: Readonly<Record<string, string>> = {
  'search.devWarning':
    'Die Suche gibt es nur auf der gebauten Website. \nBauen Sie die Website, um sie hier auszuprobieren.',
  'i18n.untranslatedContent': 'Diese Seite gibt es noch nicht in Ihrer Sprache.',
  '404.text': 'Diese Seite gibt es nicht. Prüfen Sie die Adresse, oder benutzen Sie die Suche.',
  'heading.anchorLabel': 'Abschnitt „{{title}}“',
}
