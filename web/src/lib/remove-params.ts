/** Remove query parameters from the page's URL, so that a reload or a bookmark does not act on them again. */
export function removeParams(...names: string[]): void {
  const url = new URL(location.href);
  for (const name of names) url.searchParams.delete(name);
  history.replaceState(history.state, '', url);
}
