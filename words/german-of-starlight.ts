/**
 * Starlight's own German says “du”; the interface says “Sie”. Pagefind's module, as npm has it, never
 * learns the language of the page (1.6.0), so the search is told its words.
 */
export const germanOfStarlight: Readonly<Record<string, string>> = {
  'search.devWarning':
    'Die Suche gibt es nur auf der gebauten Website. \nBauen Sie die Website, um sie hier auszuprobieren.',
  'i18n.untranslatedContent': 'Diese Seite gibt es noch nicht in Ihrer Sprache.',
  '404.text': 'Diese Seite gibt es nicht. Prüfen Sie die Adresse, oder benutzen Sie die Suche.',
  'pagefind.clear_search': 'Löschen',
  'pagefind.load_more': 'Weitere Ergebnisse laden',
  'pagefind.search_label': 'Diese Website durchsuchen',
  'pagefind.filters_label': 'Filter',
  'pagefind.zero_results': 'Keine Ergebnisse für [SEARCH_TERM]',
  'pagefind.many_results': '[COUNT] Ergebnisse für [SEARCH_TERM]',
  'pagefind.one_result': '[COUNT] Ergebnis für [SEARCH_TERM]',
  'pagefind.alt_search':
    'Keine Ergebnisse für [SEARCH_TERM]. Stattdessen sehen Sie Ergebnisse für [DIFFERENT_TERM].',
  'pagefind.search_suggestion':
    'Keine Ergebnisse für [SEARCH_TERM]. Versuchen Sie eine der folgenden Suchen:',
  'pagefind.searching': 'Suche nach [SEARCH_TERM]',
  'heading.anchorLabel': 'Abschnitt „{{title}}“',
}
