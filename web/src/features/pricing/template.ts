/** A copy of a `<template>`, and its elements with `data-slot`, by name. */
export type Clone = { root: HTMLElement; slot: <E extends HTMLElement = HTMLElement>(name: string) => E };

export function cloneTemplate(template: string | HTMLTemplateElement): Clone {
  const source = typeof template === 'string' ? document.getElementById(template) : template;
  if (!(source instanceof HTMLTemplateElement)) throw new Error(`The page has no template ${String(template)}.`);
  const root = source.content.firstElementChild?.cloneNode(true) as HTMLElement;
  return {
    root,
    slot: <E extends HTMLElement>(name: string) => findElement<E>(`[data-slot="${name}"]`, root),
  };
}

/** Set the text of an element and show it; hide it if there is no text. */
export function showText(element: HTMLElement, text: string | null): void {
  element.hidden = !text;
  element.textContent = text;
}

/** The first match within `root`. @throws {Error} if there is none */
export function findElement<E extends HTMLElement = HTMLElement>(selector: string, root: ParentNode = document): E {
  const found = root.querySelector<E>(selector);
  if (!found) throw new Error(`The page has no element ${selector}.`);
  return found;
}
