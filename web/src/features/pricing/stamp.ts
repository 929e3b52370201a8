export type Stamp = { root: HTMLElement; slot: <E extends HTMLElement = HTMLElement>(name: string) => E };

/** A copy of a `<template>` of the page, and its places to fill, by name. */
export function stamp(template: string | HTMLTemplateElement): Stamp {
  const source = typeof template === 'string' ? document.getElementById(template) : template;
  if (!(source instanceof HTMLTemplateElement)) throw new Error(`The page has no template ${String(template)}.`);
  const root = source.content.firstElementChild?.cloneNode(true) as HTMLElement;
  return {
    root,
    slot: <E extends HTMLElement>(name: string) => {
      const found = root.querySelector<E>(`[data-slot="${name}"]`);
      if (!found) throw new Error(`The template has no place ${name}.`);
      return found;
    },
  };
}

/** Show a place with this text, or hide it without one. */
export function show(element: HTMLElement, text: string | null): void {
  element.hidden = !text;
  element.textContent = text;
}

/** An element of the page. */
export function find<E extends HTMLElement = HTMLElement>(selector: string): E {
  const found = document.querySelector<E>(selector);
  if (!found) throw new Error(`The page has no ${selector}.`);
  return found;
}
